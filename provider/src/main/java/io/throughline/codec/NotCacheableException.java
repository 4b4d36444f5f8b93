package io.throughline.codec;

/** A value that no body may hold. It is not an error of the session's: the entry is left out of the cache. */
public final class NotCacheableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NotCacheableException(Throwable cause) {
        super(cause.getMessage(), cause);
    }

    NotCacheableException(String message) {
        super(message);
    }
}
