package io.throughline.config;

/** What a commit does if its locks cannot be placed in Redis. */
public enum OnFailure {
    /** It commits without the cache. */
    BYPASS,
    /** It rolls back. */
    REJECT
}
