package io.throughline.protocol;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Redis has answered an operation with an error. It did not run. */
public final class RedisRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private static final Pattern PREFIX = Pattern.compile("[A-Z]+(?=\\s|$)");
    private static final String ANY_ERROR = "ERR";

    /**
     * @param message Redis's text, with its prefix in front
     * @param cause what the client made of it
     */
    public RedisRefusedException(String message, Throwable cause) {
        super(message, cause);
    }

    /** The prefix that Redis puts before its errors: {@code ERR}, {@code OOM}, {@code READONLY}. */
    public String code() {
        Matcher prefix = PREFIX.matcher(String.valueOf(getMessage()));
        return prefix.lookingAt() ? prefix.group() : ANY_ERROR;
    }
}
