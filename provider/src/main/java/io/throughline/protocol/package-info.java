/**
 * The read-write protocol: what keeps a shared, expiring, evicting, restarting Redis from ever showing a reader an older row
 * than the database would. The rules themselves are in the scripts beside these classes, one an operation; here are the
 * calls of those scripts, the records that a reader takes apart, and the clock that all reasoning about time goes by.
 *
 * <p>Speaks to Redis through {@link io.throughline.protocol.Pipeline} alone.
 */
@NullMarked
package io.throughline.protocol;

import org.jspecify.annotations.NullMarked;
