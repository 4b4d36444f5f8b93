package io.throughline.demo.tour;

/** What a piece of work returned, and what it cost. */
record Measured<T>(T result, Cost cost) {}
