package io.throughline.it.protocol;

/** This machine was too slow for the history: an honest transaction does not commit once its limit has passed. */
final class TimeLimitPassedException extends RuntimeException {

    private static final long serialVersionUID = 1L;
}
