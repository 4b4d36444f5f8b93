package io.throughline.transaction;

import java.util.concurrent.ThreadLocalRandom;

/**
 * Times to live that differ a little, so that entries stored together do not expire together. They are never longer than what was set, so they do not lengthen
 * the windows that a time to live ends.
 *
 * @param percent by which a time to live is shortened at most, from 0 to 90
 */
public record TtlSpread(int percent) {

    /** @return the time to live in milliseconds, less a random part of up to this many percent of it */
    long shortened(long ttlMillis) {
        return ttlMillis - ThreadLocalRandom.current().nextLong(ttlMillis * percent / 100 + 1);
    }
}
