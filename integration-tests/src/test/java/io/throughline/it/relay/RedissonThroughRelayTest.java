package io.throughline.it.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.servers.RedisConnection;
import io.throughline.it.servers.TestServers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.redisson.Redisson;
import org.redisson.api.RBatch;
import org.redisson.api.RScript;
import org.redisson.api.RTopic;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.ByteArrayCodec;
import org.redisson.config.Config;

/** The client that the provider uses: its connections are set up, pooled, pipelined and multiplexed behind our back. */
@Timeout(120)
class RedissonThroughRelayTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    private RedisRelay relay;
    private RedissonClient redisson;
    private RedisConnection redis;
    private String sha;

    @BeforeEach
    void open() {
        redis = TestServers.redis().connect();
        redis.flushAll();
        sha = redis.scriptLoad("return redis.call('INCRBY', KEYS[1], ARGV[1])");
        // long, for the first run of Redisson's code is slow
        relay = RedisRelay.to(TestServers.redis()).hold(Duration.ofMillis(200));
        Config config = new Config();
        config.useSingleServer().setAddress(relay.uri()).setTimeout(30_000);
        redisson = Redisson.create(config);
    }

    @AfterEach
    void close() {
        redisson.shutdown(0, 5, TimeUnit.SECONDS);
        relay.close();
        redis.close();
    }

    @Test
    void aBatchOf200ScriptsIsOneRoundTrip() {
        increment(1);
        List<Object> results = new ArrayList<>();
        RoundTrips trips = relay.count(() -> results.addAll(increment(200)));
        assertThat(trips.roundTrips()).as(trips::toString).isEqualTo(1);
        assertThat(trips.commands()).as(trips::toString).isEqualTo(200);
        assertThat(trips.bursts().get(0)).allMatch(("EVALSHA " + sha.substring(0, 8) + "… n")::equals);
        assertThat(results).hasSize(200).last().isEqualTo(201L);
    }

    @Test
    void twoGetsInSequenceAreTwo() {
        RoundTrips trips = relay.count(() -> {
            get("a");
            get("b");
        });
        assertThat(trips.bursts()).containsExactly(List.of("GET a"), List.of("GET b"));
    }

    @Test
    void twoThreadsAtATimeAreOne() {
        get("warm");
        RoundTrips trips = relay.count(() -> {
            CompletableFuture<?> first;
            try (Stall reply = relay.stallReply(c -> c.keys().contains("a"))) {
                first = CompletableFuture.runAsync(() -> get("a"));
                reply.awaitStalled(SOON);
                get("b");
            }
            first.join();
        });
        assertThat(trips.bursts()).containsExactly(List.of("GET a", "GET b"));
    }

    @Test
    void aStalledScriptHoldsUpItsCallerOnly() {
        try (Stall stall = relay.stall(c -> sha.equals(c.sha()))) {
            CompletableFuture<List<?>> caller = CompletableFuture.supplyAsync(() -> increment(1));
            stall.awaitStalled(SOON);
            assertThat(get("n")).isNull();
            assertThat(caller).isNotDone();
            stall.release();
            assertThat(caller.orTimeout(30, TimeUnit.SECONDS).join().get(0)).isEqualTo(1L);
        }
    }

    @Test
    void comesBackAfterAnOutage() {
        get("k");
        relay.refuse();
        relay.accept();
        redis.call("SET", "k", "v");
        assertThat(get("k")).asString().isEqualTo("v");
    }

    @Test
    void topicsWork() throws Exception {
        CompletableFuture<byte[]> received = new CompletableFuture<>();
        RTopic topic = redisson.getTopic("topic", ByteArrayCodec.INSTANCE);
        topic.addListener(byte[].class, (channel, message) -> received.complete(message));
        topic.publish("message".getBytes());
        assertThat(received.get(30, TimeUnit.SECONDS)).asString().isEqualTo("message");
    }

    private byte[] get(String key) {
        return redisson.<byte[]>getBucket(key, ByteArrayCodec.INSTANCE).get();
    }

    private List<?> increment(int times) {
        RBatch batch = redisson.createBatch();
        List<CompletionStage<Object>> results = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            results.add(batch.getScript(ByteArrayCodec.INSTANCE)
                    .evalShaAsync(RScript.Mode.READ_WRITE, sha, RScript.ReturnType.LONG, List.of("n"), "1".getBytes()));
        }
        batch.execute();
        return results.stream()
                .map(result -> result.toCompletableFuture().join())
                .toList();
    }
}
