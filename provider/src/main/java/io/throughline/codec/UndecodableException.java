package io.throughline.codec;

/**
 * Bytes that are not a body of the shape that they claim to be: a miss, never an error of the session. It has no stack trace, so that somebody who fills the
 * cache with such bytes cannot make reading expensive.
 */
public final class UndecodableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** The reasons are so few that each can be logged once. Nothing of the bytes themselves gets into a log. */
    public enum Reason {
        CHANGED("it was cut short or changed after it was written: its checksum differs"),
        FOREIGN_TYPE("it names a type that is not allowed"),
        TOO_LARGE("it claims to hold more than its bytes could, or than any database keeps"),
        TOO_DEEP("it is nested too deeply"),
        COSTLY_KEY("it holds a set or a map whose keys would cost too much to compare"),
        OTHER_STATE("its state does not fit the mapping: a value has another type, or there are more or fewer values"),
        NO_LZ4("it is compressed with LZ4, and the library at.yawk.lz4:lz4-java is missing"),
        MALFORMED("it does not follow the format of bodies"),
        OTHER_SEAL_FORMAT("its seal has another format, or is cut short", true),
        UNKNOWN_KEY("it is sealed with a key that this node does not have", true),
        BROKEN_SEAL(
                "its seal does not match: the body or header was changed, was made without a key, or belongs to another entry",
                true),
        OTHER_TIME("its stamp does not fit the time when it was sealed", true),
        SEALED_TOO_LONG_AGO("it was sealed longer ago than its time to live", true),
        NO_CLOCK("its age is not known, because the clock of the Redis server is not known", true);

        private final String text;
        private final boolean ofSeal;

        Reason(String text) {
            this(text, false);
        }

        Reason(String text, boolean ofSeal) {
            this.text = text;
            this.ofSeal = ofSeal;
        }

        /** The reason in words. */
        public String text() {
            return text;
        }

        /** Whether the body could not even be opened: no node with the same keys has sealed it for this entry. */
        public boolean isOfSeal() {
            return ofSeal;
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
