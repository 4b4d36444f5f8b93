/** Reports what is sent to Redis to a tracer, if one is bound. */
@NullMarked
package io.throughline.tracing;

import org.jspecify.annotations.NullMarked;
