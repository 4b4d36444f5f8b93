/** Where what goes to Redis is handed to whoever makes a trace of it. */
@NullMarked
package io.throughline.tracing;

import org.jspecify.annotations.NullMarked;
