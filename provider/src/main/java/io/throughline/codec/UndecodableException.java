package io.throughline.codec;

/**
 * Bytes that are no body of the shape they claim to be: a miss, never an error of the session's. Without a stack trace: somebody who fills the
 * cache with such bytes must not make reading them dear.
 */
public final class UndecodableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** Why, in so few kinds that each can be said once: nothing of the bytes themselves gets into a log. */
    public enum Reason {
        CHANGED("it was cut short or changed after it was written: its checksum differs"),
        FOREIGN_TYPE("it names a type that is not allowed"),
        TOO_LARGE("it claims to hold more than its bytes could, or than any database keeps"),
        TOO_DEEP("it is nested too deeply"),
        COSTLY_KEY("it holds a set or a map whose keys would cost too much to compare"),
        OTHER_STATE("it holds another state than the mapping's: of another type, or more or fewer values"),
        NO_LZ4("it is compressed with LZ4, and the library at.yawk.lz4:lz4-java is not there"),
        MALFORMED("it does not follow the format of bodies");

        private final String text;

        Reason(String text) {
            this.text = text;
        }

        /** For people. */
        public String text() {
            return text;
        }
    }

    UndecodableException(Reason reason) {
        super(reason.text(), null, false, false);
        this.reason = reason;
    }

    /** What is wrong with the bytes. */
    public Reason reason() {
        return reason;
    }
}
