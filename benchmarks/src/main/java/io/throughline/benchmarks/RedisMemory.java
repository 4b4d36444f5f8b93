package io.throughline.benchmarks;

import io.throughline.codec.KeyText;
import io.throughline.protocol.EntryAddress;
import io.throughline.protocol.RegionAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.redisson.api.RMapCache;
import org.redisson.api.RScript;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.ByteArrayCodec;
import org.redisson.client.codec.StringCodec;

/**
 * Stores many entries of one kind and measures the memory they take: MEMORY USAGE of all their keys, and the increase of the server's used memory,
 * which includes its tables of keys and of times to live.
 */
final class RedisMemory {

    private static final int IN_FLIGHT = 500;
    private static final byte[] TTL = Long.toString(Coding.TTL.toMillis()).getBytes(StandardCharsets.US_ASCII);

    private final RedissonClient redis;
    private final int entries;

    RedisMemory(RedissonClient redis, int entries) {
        this.redis = redis;
        this.entries = entries;
    }

    /**
     * Bytes for each entry.
     *
     * @param value of the value only
     * @param usage by MEMORY USAGE: value, key, and what the server needs for them
     * @param used by INFO memory, which also includes the tables' slots
     */
    record PerEntry(int value, double usage, double used) {}

    PerEntry measure(Entry entry, Coding.Kind kind, Mapping mapping) {
        redis.getKeys().flushall();
        store(entry, kind, mapping); // once for nothing: buffers and scripts of server and client
        redis.getKeys().flushall();
        long before = usedMemory();
        byte[] value = kind.of(entry, mapping).stored();
        List<byte[]> keys = store(entry, kind, mapping);
        long used = usedMemory() - before;
        return new PerEntry(value.length, (double) memoryUsage(keys) / entries, (double) used / entries);
    }

    private List<byte[]> store(Entry entry, Coding.Kind kind, Mapping mapping) {
        return kind.isThroughline()
                ? storeOurs(entry, mapping, kind.of(entry, mapping).stored())
                : storeRedissons(entry, kind, mapping);
    }

    /** As PUT does it. The region's own records, small whatever it holds, are not counted here. */
    private List<byte[]> storeOurs(Entry entry, Mapping mapping, byte[] value) {
        RegionAddress region = new RegionAddress(
                KeyText.name("hibernate"), KeyText.name(entry.role(mapping)), Coding.TTL.toMillis(), false, false);
        List<byte[]> keys = new ArrayList<>();
        RScript script = redis.getScript(ByteArrayCodec.INSTANCE);
        String sha = script.scriptLoad("redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])");
        List<CompletionStage<?>> sent = new ArrayList<>();
        for (int i = 0; i < entries; i++) {
            EntryAddress address = region.entry(KeyText.id(entry.disassembledId(mapping, entry.id(i))));
            keys.add(address.key().getBytes(StandardCharsets.US_ASCII));
            sent.add(script.evalShaAsync(
                    RScript.Mode.READ_WRITE, sha, RScript.ReturnType.VALUE, List.of(address.key()), value, TTL));
            awaitSome(sent);
        }
        await(sent);
        return keys;
    }

    /** As Redisson's provider for Hibernate does it: one RMapCache a region, keys and values through the codec. */
    private List<byte[]> storeRedissons(Entry entry, Coding.Kind kind, Mapping mapping) {
        RMapCache<Object, Object> map = redis.getMapCache(entry.role(mapping), kind.codec());
        Object item = Coding.Redissons.item(entry.value(mapping), entry.version(mapping));
        List<CompletionStage<?>> sent = new ArrayList<>();
        for (int i = 0; i < entries; i++) {
            sent.add(map.fastPutAsync(
                    entry.hibernateKey(mapping, entry.id(i)),
                    item,
                    Coding.TTL.toMillis(),
                    TimeUnit.MILLISECONDS,
                    0,
                    TimeUnit.MILLISECONDS));
            awaitSome(sent);
        }
        await(sent);
        if (map.size() != entries) {
            throw new IllegalStateException("stored " + map.size() + " of " + entries + " entries of " + entry);
        }
        List<byte[]> keys = new ArrayList<>();
        redis.getKeys().getKeys().forEach(key -> keys.add(key.getBytes(StandardCharsets.UTF_8)));
        return keys;
    }

    private static void awaitSome(List<CompletionStage<?>> sent) {
        if (sent.size() == IN_FLIGHT) {
            await(sent);
        }
    }

    private static void await(List<CompletionStage<?>> sent) {
        sent.forEach(stage -> stage.toCompletableFuture().join());
        sent.clear();
    }

    private long memoryUsage(List<byte[]> keys) {
        RScript script = redis.getScript(StringCodec.INSTANCE);
        List<CompletableFuture<Long>> sent = new ArrayList<>();
        long sum = 0;
        for (byte[] key : keys) {
            sent.add(script.<Long>evalAsync(
                            RScript.Mode.READ_ONLY,
                            "return redis.call('MEMORY', 'USAGE', KEYS[1], 'SAMPLES', '0')",
                            RScript.ReturnType.LONG,
                            List.of(new String(key, StandardCharsets.UTF_8)))
                    .toCompletableFuture());
            if (sent.size() == IN_FLIGHT) {
                sum += sent.stream().mapToLong(CompletableFuture::join).sum();
                sent.clear();
            }
        }
        return sum + sent.stream().mapToLong(CompletableFuture::join).sum();
    }

    private long usedMemory() {
        String info = redis.getScript(StringCodec.INSTANCE)
                .eval(RScript.Mode.READ_ONLY, "return redis.call('INFO', 'memory')", RScript.ReturnType.STRING);
        return info.lines()
                .filter(line -> line.startsWith("used_memory:"))
                .mapToLong(line ->
                        Long.parseLong(line.substring(line.indexOf(':') + 1).strip()))
                .findFirst()
                .orElseThrow();
    }
}
