package io.throughline.demo.tour;

/** What a piece of work gave, and what it cost. */
record Measured<T>(T result, Cost cost) {}
