/** The public API of the Redis second-level cache: the region factory, its settings, and classes for metrics, tracing, status and prefetching. */
@NullMarked
package io.throughline;

import org.jspecify.annotations.NullMarked;
