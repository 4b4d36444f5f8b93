package io.throughline.it.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.throughline.it.servers.RedisConnection;
import io.throughline.it.servers.TestServers;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The counting, with connections that send exactly what the test says. */
@Timeout(120)
class RoundTripsTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    private RedisRelay relay;
    private RedisConnection client;
    private RedisConnection other;

    @BeforeEach
    void open() {
        try (RedisConnection redis = TestServers.redis().connect()) {
            redis.flushAll();
        }
        relay = RedisRelay.to(TestServers.redis());
        client = relay.connect();
        other = relay.connect();
    }

    @AfterEach
    void close() {
        client.close();
        other.close();
        relay.close();
    }

    @Test
    void nothingSentIsNoRoundTrip() {
        RoundTrips trips = relay.count(() -> {});
        assertThat(trips.roundTrips()).isZero();
        assertThat(trips.commands()).isZero();
    }

    @Test
    void eachCommandThatWaitsForTheOneBeforeIsARoundTrip() {
        RoundTrips trips = relay.count(() -> {
            client.call("GET", "k1");
            client.call("GET", "k2");
        });
        assertThat(trips.bursts()).containsExactly(List.of("GET k1"), List.of("GET k2"));
        assertThat(trips.roundTrips()).isEqualTo(2);
        assertThat(trips.bytesToRedis()).isEqualTo(2 * "*2\r\n$3\r\nGET\r\n$2\r\nk1\r\n".length());
        assertThat(trips.bytesFromRedis()).isEqualTo(2 * "$-1\r\n".length());
        assertThat(trips)
                .hasToString("2 round trips, 2 commands, 42 bytes to Redis, 10 from it\n  1: GET k1\n  2: GET k2");
    }

    @Test
    void aPipelineIsOne() {
        relay.hold(Duration.ofMillis(200));
        Object[] get = {"GET", "k"};
        RoundTrips trips = relay.count(() -> client.pipeline(Collections.nCopies(500, get)));
        assertThat(trips.roundTrips()).as(trips::toString).isEqualTo(1);
        assertThat(trips.commands()).isEqualTo(500);
    }

    @Test
    void whatGoesOutOnAnotherConnectionBeforeAnyReplyIsDeliveredBelongsToTheSame() {
        RoundTrips trips = relay.count(() -> {
            try (Stall reply = relay.stallReply(c -> c.keys().contains("a"))) {
                client.send("GET", "a");
                reply.awaitStalled(SOON);
                other.call("GET", "b");
            }
            client.receive();
            other.call("GET", "c");
        });
        assertThat(trips.bursts()).containsExactly(List.of("GET a", "GET b"), List.of("GET c"));
    }

    @Test
    void aReplyOnOneConnectionSplitsWhatGoesOutOnAnother() {
        RoundTrips trips = relay.count(() -> {
            try (Stall reply = relay.stallReply(c -> c.keys().contains("a"))) {
                client.send("GET", "a");
                reply.awaitStalled(SOON);
                other.call("GET", "b");
                // b's reply is here and a's is not: c may have waited for b
                other.call("GET", "c");
            }
            client.receive();
        });
        assertThat(trips.bursts()).containsExactly(List.of("GET a", "GET b"), List.of("GET c"));
    }

    @Test
    void everyReplyIsHeldWhileCountingAndNotAfterwards() {
        relay.hold(Duration.ofMillis(70));
        long[] nanos = new long[1];
        relay.count(() -> {
            long start = System.nanoTime();
            client.call("GET", "k");
            nanos[0] = System.nanoTime() - start;
        });
        assertThat(Duration.ofNanos(nanos[0])).isGreaterThanOrEqualTo(Duration.ofMillis(70));

        relay.hold(Duration.ofDays(1));
        relay.count(() -> client.call("PING"));
        assertThat(client.call("GET", "k")).isNull();
    }

    @Test
    void connectionSetUpAndHeartbeatsDoNotCount() {
        // a day: these replies must not be held either
        relay.hold(Duration.ofDays(1));
        RoundTrips trips = relay.count(() -> {
            client.call("PING");
            client.call("CLIENT", "SETNAME", "test");
            client.call("SELECT", "0");
            client.call("INFO");
            client.call("TIME");
            try (RedisConnection fresh = relay.connect()) {
                fresh.call("HELLO", "2");
            }
        });
        assertThat(trips.bursts()).isEmpty();
    }

    @Test
    void theirRepliesSplitNoBurst() {
        RoundTrips trips = relay.count(() -> {
            try (Stall reply = relay.stallReply(Command.named("GET"))) {
                client.send("GET", "a");
                reply.awaitStalled(SOON);
                other.call("TIME");
                other.call("SET", "b", "1");
            }
            client.receive();
        });
        assertThat(trips.bursts()).containsExactly(List.of("GET a", "SET b"));
    }

    @Test
    void whatIsAHeartbeatCanBeSaid() {
        relay.ignore(c -> c.keys().contains("heartbeat"));
        RoundTrips trips = relay.count(() -> {
            client.call("SET", "heartbeat", "1");
            client.call("TIME");
            client.call("SCRIPT", "LOAD", "return 1");
        });
        assertThat(trips.bursts()).containsExactly(List.of("TIME"), List.of("SCRIPT LOAD"));
    }

    @Test
    void countDoesNotWaitForReplies() {
        relay.hold(Duration.ofDays(1));
        RoundTrips trips = relay.count(() -> {
            try (Stall reply = relay.stallReply(Command.named("GET"))) {
                client.send("GET", "k");
                reply.awaitStalled(SOON);
            }
        });
        assertThat(trips.bursts()).containsExactly(List.of("GET k"));
        // and what comes later is not part of it
        other.call("GET", "k2");
        assertThat(trips.commands()).isEqualTo(1);
    }

    @Test
    void untilQuietCountsWhatOtherThreadsDoAfterwards() throws Exception {
        relay.hold(Duration.ofMillis(200));
        CountDownLatch workDone = new CountDownLatch(1);
        Stall reply = relay.stallReply(c -> c.keys().contains("a"));
        CompletableFuture<Void> background = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            await(workDone);
            reply.release();
            client.receive();
            client.call("GET", "b");
            background.complete(null);
        });
        RoundTrips trips = relay.countUntilQuiet(() -> {
            client.send("GET", "a");
            reply.awaitStalled(SOON);
            thread.start();
            workDone.countDown();
        });
        background.get(30, TimeUnit.SECONDS);
        assertThat(trips.bursts()).containsExactly(List.of("GET a"), List.of("GET b"));
        assertThat(trips.bytesFromRedis()).isEqualTo(2 * "$-1\r\n".length());
    }

    @Test
    void untilQuietDoesNotWaitForLostConnections() {
        RoundTrips trips = relay.countUntilQuiet(() -> {
            try (Stall stall = relay.stall(Command.named("GET"));
                    Stall reply = relay.stallReply(Command.named("SET"))) {
                client.send("GET", "k");
                other.send("SET", "k", "1");
                stall.awaitStalled(SOON);
                reply.awaitStalled(SOON);
                relay.cut();
            }
        });
        assertThat(trips.commands()).isEqualTo(2);
    }

    @Test
    void oneCountAtATimeAndAFailedOneEnds() {
        assertThatThrownBy(() -> relay.count(() -> relay.count(() -> {}))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> relay.count(() -> {
                    throw new IOException("work");
                }))
                .isInstanceOf(IOException.class);
        assertThat(relay.count(() -> client.call("GET", "k")).roundTrips()).isEqualTo(1);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
