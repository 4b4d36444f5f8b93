package io.throughline.protocol;

import org.jspecify.annotations.Nullable;

/** Redis did not answer in time, or cannot be reached. What was sent may have run, or may still run later. */
public final class RedisUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public RedisUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
