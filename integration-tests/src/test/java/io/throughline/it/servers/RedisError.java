package io.throughline.it.servers;

/** An error reply; the message is Redis's own, its first word the kind: {@code NOSCRIPT ...}. */
public final class RedisError extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param message as Redis says it */
    public RedisError(String message) {
        super(message);
    }
}
