/** Hands what is sent to Redis to whoever traces it. */
@NullMarked
package io.throughline.tracing;

import org.jspecify.annotations.NullMarked;
