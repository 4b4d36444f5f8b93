package io.throughline.config;

/** What a commit does whose locks cannot be placed in Redis. */
public enum OnFailure {
    /** It commits; the cache is left alone. */
    BYPASS,
    /** It rolls back. */
    REJECT
}
