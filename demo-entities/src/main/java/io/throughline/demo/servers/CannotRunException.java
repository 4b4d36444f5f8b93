package io.throughline.demo.servers;

/** The demo cannot run here; its message tells the user why, and what to do. */
public final class CannotRunException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public CannotRunException(String message) {
        super(message);
    }

    public CannotRunException(String message, Throwable cause) {
        super(message, cause);
    }
}
