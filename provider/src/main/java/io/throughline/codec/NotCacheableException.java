package io.throughline.codec;

/** A value that a body cannot hold. It is not an error of the session: the entry is left out of the cache. */
public final class NotCacheableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NotCacheableException(Throwable cause) {
        super(cause.getMessage(), cause);
    }

    NotCacheableException(String message) {
        super(message);
    }
}
