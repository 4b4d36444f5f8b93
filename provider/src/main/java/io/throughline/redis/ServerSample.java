package io.throughline.redis;

import io.throughline.metrics.CacheMessages;
import io.throughline.metrics.MasterFigures;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.redisson.client.protocol.RedisCommands;

/** Samples the masters' memory and evictions. It requests them with a heartbeat, but only now and then. Safe for all threads. */
final class ServerSample {

    private static final Duration INTERVAL = Duration.ofSeconds(15);

    /** These policies evict what guards entries before entries that nobody asks for. */
    private static final Set<String> HARMFUL_POLICIES = Set.of("allkeys-random", "volatile-random", "volatile-ttl");

    private static final int LEAST_MAJOR = 6;
    private static final int LEAST_MINOR = 2;

    private final Map<String, String> versions = new ConcurrentHashMap<>();
    private final Map<String, Long> sampledAt = new ConcurrentHashMap<>();

    /** What was requested with the batch of a heartbeat. */
    record Asked(CompletableFuture<Map<String, String>> stats, CompletableFuture<Map<String, String>> memory) {}

    /** @return {@code null} if it is not time yet, and nothing was requested */
    @Nullable
    Asked ask(Master master, MasterBatch batch) {
        Long before = sampledAt.get(master.id());
        if (before != null && System.nanoTime() - before < INTERVAL.toNanos()) {
            return null;
        }
        return new Asked(batch.info(RedisCommands.INFO_STATS), batch.info(RedisCommands.INFO_MEMORY));
    }

    /** The heartbeat has been answered. The first answer may lead to warnings. */
    void answered(Master master, Asked asked, Map<String, String> server) {
        Map<String, String> memory = asked.memory().join();
        if (!sampledAt.containsKey(master.id())) {
            warn(master, server, memory.get("maxmemory_policy"));
        }
        master.contact()
                .figures()
                .sampled(new MasterFigures.Sample(
                        number(asked.stats().join(), "evicted_keys"),
                        number(memory, "used_memory"),
                        number(memory, "maxmemory")));
        sampledAt.put(master.id(), System.nanoTime());
    }

    private void warn(Master master, Map<String, String> server, @Nullable String policy) {
        String version = server.get("redis_version");
        if (version != null) {
            String valkey = server.get("valkey_version"); // Valkey also claims to be Redis 7.2.4
            versions.put(master.id(), valkey == null ? version : "Valkey " + valkey);
            if (isOld(version)) {
                CacheMessages.LOG.oldServer(master, version);
            }
        }
        if (policy != null && HARMFUL_POLICIES.contains(policy)) {
            CacheMessages.LOG.evictionPolicy(master, policy);
        }
    }

    private static boolean isOld(String version) {
        String[] numbers = version.split("\\.");
        int major = Integer.parseInt(numbers[0]);
        return major < LEAST_MAJOR || major == LEAST_MAJOR && Integer.parseInt(numbers[1]) < LEAST_MINOR;
    }

    /** The number of servers and their versions, for a message. */
    String servers() {
        return sampledAt.isEmpty()
                ? "not reached yet"
                : sampledAt.size() + (sampledAt.size() == 1 ? " master" : " masters") + ", server version "
                        + String.join(", ", new TreeSet<>(versions.values()));
    }

    /** 0 if the server does not say. */
    private static long number(Map<String, String> info, String field) {
        String value = info.get(field);
        return value == null ? 0 : Long.parseLong(value);
    }
}
