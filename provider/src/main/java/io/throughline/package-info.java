/** All that a user sees of the Redis second-level cache: the region factory and the names of its settings. */
@NullMarked
package io.throughline;

import org.jspecify.annotations.NullMarked;
