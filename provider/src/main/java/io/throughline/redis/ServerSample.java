package io.throughline.redis;

import io.throughline.metrics.MasterFigures;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.redisson.client.protocol.RedisCommands;

/** Memory and evictions of the masters: asked for along with a heartbeat, but seldom. Safe for all threads. */
final class ServerSample {

    private static final Duration INTERVAL = Duration.ofSeconds(15);

    private final Map<String, Long> sampledAt = new ConcurrentHashMap<>();

    /** What has been asked, with the batch of a heartbeat. */
    record Asked(CompletableFuture<Map<String, String>> stats, CompletableFuture<Map<String, String>> memory) {}

    /** @return {@code null} if it is not time yet: nothing has been asked */
    @Nullable
    Asked ask(Master master, MasterBatch batch) {
        Long before = sampledAt.get(master.id());
        if (before != null && System.nanoTime() - before < INTERVAL.toNanos()) {
            return null;
        }
        return new Asked(batch.info(RedisCommands.INFO_STATS), batch.info(RedisCommands.INFO_MEMORY));
    }

    /** The heartbeat has been answered. */
    void answered(Master master, Asked asked) {
        Map<String, String> memory = asked.memory().join();
        master.contact()
                .figures()
                .sampled(new MasterFigures.Sample(
                        number(asked.stats().join(), "evicted_keys"),
                        number(memory, "used_memory"),
                        number(memory, "maxmemory")));
        sampledAt.put(master.id(), System.nanoTime());
    }

    /** 0 if the server does not say. */
    private static long number(Map<String, String> info, String field) {
        String value = info.get(field);
        return value == null ? 0 : Long.parseLong(value);
    }
}
