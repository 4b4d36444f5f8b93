/** Everything that users see of the Redis second-level cache: the region factory, the names of its settings, and classes to measure, trace, show and prefetch. */
@NullMarked
package io.throughline;

import org.jspecify.annotations.NullMarked;
