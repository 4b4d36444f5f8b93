package io.throughline.it.history;

/** @param time when it happened, for telling which fault it belongs to */
record Violation(long time, String explanation) {}
