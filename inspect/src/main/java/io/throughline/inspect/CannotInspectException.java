package io.throughline.inspect;

/** Something that the user can put right: the message says what is wrong, and what is accepted. */
final class CannotInspectException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    CannotInspectException(String message) {
        super(message);
    }

    CannotInspectException(String message, Throwable cause) {
        super(message, cause);
    }
}
