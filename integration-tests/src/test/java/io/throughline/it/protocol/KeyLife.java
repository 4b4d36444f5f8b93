package io.throughline.it.protocol;

import static org.assertj.core.api.Assertions.assertThat;

/** When a key ends, between two looks at the server's clock: exact to the milliseconds that a busy machine takes. */
final class KeyLife {

    private static final long ROUNDING_MILLIS = 2; // of the clock, of the time to live, of the key's end

    private KeyLife() {}

    /**
     * @param began the server's clock before the script that set the time to live (microseconds)
     * @param end when the key is to end (microseconds)
     */
    static void assertEnds(ScriptTest test, String key, long began, long end) {
        long ttl = test.redis.number("PTTL", key);
        assertThat(ttl).as("time to live of %s", key).isPositive();
        long busy = (test.now() - began) / 1000;
        long left = end / 1000 - began / 1000;
        assertThat(ttl)
                .as("time to live of %s", key)
                .isBetween(left - busy - ROUNDING_MILLIS, left + busy + ROUNDING_MILLIS);
    }
}
