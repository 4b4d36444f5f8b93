package io.throughline.it.history;

/** A session that was to read and met an error. */
record FailedRead(String reader, String operation, long start, long end, String error) {}
