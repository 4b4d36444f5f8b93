/**
 * The read-write protocol. It keeps a Redis that is shared, and that expires, evicts and restarts, from ever showing a reader an older row
 * than the database would. The rules themselves are in the scripts beside these classes, one for each operation. This package has the
 * calls of those scripts, the records that a reader takes apart, and the clock on which all reasoning about time is based.
 *
 * <p>It talks to Redis only through {@link io.throughline.protocol.Pipeline}.
 */
@NullMarked
package io.throughline.protocol;

import org.jspecify.annotations.NullMarked;
