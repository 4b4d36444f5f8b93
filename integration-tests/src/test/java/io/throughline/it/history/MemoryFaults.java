package io.throughline.it.history;

import io.throughline.it.servers.RedisConnection;
import io.throughline.it.servers.RedisError;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Redis has no memory left, and evicts what its policy names. */
final class MemoryFaults {

    private static final int FILLERS = 300;
    private static final int FILLER_BYTES = 1000;
    private static final long ROOM = 100_000; // bytes: less than the fillers need

    private MemoryFaults() {}

    static void fill(Site site, Duration time, String policy) {
        long used = Long.parseLong(site.redis().info("used_memory"));
        try (RedisConnection redis = site.redis().connect()) {
            redis.call("CONFIG", "SET", "maxmemory-policy", policy);
            redis.call("CONFIG", "SET", "maxmemory", used + ROOM);
            long end = System.nanoTime() + time.toNanos();
            while (System.nanoTime() < end) {
                write(redis);
            }
            redis.call("CONFIG", "SET", "maxmemory", 0);
            for (int i = 0; i < FILLERS; i++) {
                redis.call("DEL", key(i));
            }
        }
    }

    /** Somebody else's data, with a time to live as the cache's, so that the volatile policies have a choice. */
    private static void write(RedisConnection redis) {
        int filler = ThreadLocalRandom.current().nextInt(FILLERS);
        try {
            redis.call(
                    "SET",
                    key(filler),
                    new byte[FILLER_BYTES],
                    "PX",
                    ThreadLocalRandom.current().nextInt(1, 7_200_000));
        } catch (RedisError e) {
            if (!e.getMessage().startsWith("OOM")) {
                throw e;
            }
        }
        Site.last(Duration.ofMillis(1));
    }

    private static String key(int filler) {
        return "filler:" + filler;
    }
}
