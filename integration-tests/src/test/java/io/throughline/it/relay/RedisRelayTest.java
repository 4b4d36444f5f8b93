package io.throughline.it.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.throughline.it.servers.RedisConnection;
import io.throughline.it.servers.RedisError;
import io.throughline.it.servers.TestServers;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Forwarding, stalls and faults; {@link RoundTripsTest} has the counting. */
@Timeout(120)
class RedisRelayTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    private RedisConnection redis;
    private RedisRelay relay;

    @BeforeEach
    void open() {
        redis = TestServers.redis().connect();
        redis.flushAll();
        relay = RedisRelay.to(TestServers.redis());
    }

    @AfterEach
    void close() {
        relay.close();
        redis.close();
    }

    @Test
    void forwardsEverythingUnchanged() {
        byte[] large = new byte[5_000_000];
        new Random(1).nextBytes(large);
        try (RedisConnection client = relay.connect()) {
            assertThat(client.text("SET", "large", large)).isEqualTo("OK");
            assertThat((byte[]) client.call("GET", "large")).isEqualTo(large);
            assertThat(client.call("GET", "none")).isNull();
            assertThat(client.number("DEL", "large")).isEqualTo(1);
            assertThat(client.call("EVAL", "return {1, {'a', {}}, false}", 0))
                    .asString()
                    .matches("\\[1, \\[\\[B@\\w+, \\[]], null]");
            assertThatThrownBy(() -> client.call("NONSENSE")).isInstanceOf(RedisError.class);
        }
    }

    @Test
    void aClientMaySendMegabytesBeforeItReads() {
        List<Object[]> echoes = echoes(10_000, "x".repeat(2_000));
        try (RedisConnection client = relay.connect()) {
            assertThat(texts(client.pipeline(echoes))).isEqualTo(texts(echoes));
            List<Object> held = new ArrayList<>();
            relay.count(() -> held.addAll(client.pipeline(echoes)));
            assertThat(texts(held)).isEqualTo(texts(echoes));
        }
    }

    @Test
    void publishedMessagesAreNobodysReply() {
        try (RedisConnection client = relay.connect()) {
            RoundTrips subscribing = relay.count(() -> {
                client.send("SUBSCRIBE", "a", "b");
                assertThat(first(client.receive())).isEqualTo("subscribe");
                assertThat(first(client.receive())).isEqualTo("subscribe");
            });
            assertThat(subscribing.roundTrips()).as(subscribing::toString).isEqualTo(1);
            try (Stall request = relay.stall(Command.named("UNSUBSCRIBE"));
                    Stall reply = relay.stallReply(Command.named("UNSUBSCRIBE"))) {
                client.send("UNSUBSCRIBE", "a", "b");
                request.awaitStalled(SOON);
                redis.call("PUBLISH", "a", "1");
                // taken for the reply, the message would be held
                assertThat(first(client.receive())).isEqualTo("message");
                request.release();
                assertThat(first(client.receive())).isEqualTo("unsubscribe");
                reply.awaitStalled(SOON);
            }
            assertThat(first(client.receive())).isEqualTo("unsubscribe");
            assertThat(client.number("INCR", "n")).isEqualTo(1);
        }
    }

    @Test
    void aStalledCommandHasNotReachedRedisAndLaterOnesWaitBehindIt() {
        try (RedisConnection client = relay.connect();
                RedisConnection other = relay.connect();
                Stall stall = relay.stall(c -> c.keys().contains("b"))) {
            client.send("RPUSH", "list", "first");
            client.send("SET", "b", "1");
            client.send("RPUSH", "list", "last");
            stall.awaitStalled(SOON);

            assertThat(client.receive()).isEqualTo(1L);
            assertThat(other.text("SET", "b", "other")).isEqualTo("OK");
            assertThat(other.number("LLEN", "list")).isEqualTo(1);
            assertThat(stall.held()).extracting(Command::toString).containsExactly("SET b");

            stall.release();
            client.receive();
            assertThat(client.receive()).isEqualTo(2L);
            assertThat(redis.text("GET", "b")).isEqualTo("1");
        }
    }

    @Test
    void stallTakesOneCommandAndStallAllTakesAll() {
        try (RedisConnection one = relay.connect();
                RedisConnection two = relay.connect()) {
            try (Stall stall = relay.stall(Command.named("INCR"))) {
                one.send("INCR", "n");
                stall.awaitStalled(SOON);
                assertThat(two.number("INCR", "n")).isEqualTo(1);
            }
            assertThat(one.receive()).isEqualTo(2L);

            try (Stall stall = relay.stallAll(Command.named("INCR"))) {
                one.send("INCR", "n");
                two.send("INCR", "n");
                stall.awaitStalled(2, SOON);
                assertThat(redis.text("GET", "n")).isEqualTo("2");
            }
            assertThat((Long) one.receive() + (Long) two.receive()).isEqualTo(3 + 4);
            assertThat(one.number("INCR", "n")).isEqualTo(5);
        }
    }

    @Test
    void aStalledReplyIsOfACommandThatRedisHasExecuted() {
        try (RedisConnection client = relay.connect();
                RedisConnection other = relay.connect();
                Stall stall = relay.stallReply(Command.named("SET"))) {
            client.send("SET", "k", "1");
            client.send("INCR", "k");
            stall.awaitStalled(SOON);
            assertThat(other.text("GET", "k")).isIn("1", "2");
            stall.release();
            assertThat((byte[]) client.receive()).asString().isEqualTo("OK");
            assertThat(client.receive()).isEqualTo(2L);
        }
    }

    @Test
    void waitingForAStallThatNobodyRunsIntoFails() {
        try (Stall stall = relay.stall(Command.named("GET"))) {
            assertThatThrownBy(() -> stall.awaitStalled(Duration.ofMillis(1))).isInstanceOf(AssertionError.class);
        }
    }

    @Test
    void whatAClientSentBeforeItHungUpStillReachesRedis() {
        try (Stall stall = relay.stall(Command.named("RPUSH"))) {
            try (RedisConnection client = relay.connect()) {
                client.send("RPUSH", "list", "late");
                stall.awaitStalled(SOON);
            }
            assertThat(redis.number("EXISTS", "list")).isZero();
        }
        List<?> keyAndValue = (List<?>) redis.call("BLPOP", "list", 30);
        assertThat((byte[]) keyAndValue.get(1)).asString().isEqualTo("late");
    }

    @Test
    void aRewrittenCommandReachesRedisInPlaceOfTheOriginal() {
        String original = redis.scriptLoad("return 'original'");
        String altered = redis.scriptLoad("return 'altered'");
        relay.rewrite(command -> original.equals(command.sha()) ? command.with(1, altered) : command);
        try (RedisConnection client = relay.connect()) {
            assertThat(client.text("EVALSHA", original, 0)).isEqualTo("altered");
            relay.rewrite(null);
            assertThat(client.text("EVALSHA", original, 0)).isEqualTo("original");
        }
    }

    @Test
    void delaysKeepTheOrderOfEachConnection() {
        Random random = new Random(1);
        AtomicInteger delays = new AtomicInteger();
        relay.delay(() -> {
            delays.incrementAndGet();
            synchronized (random) {
                return Duration.ofNanos(random.nextInt(2_000_000));
            }
        });
        try (RedisConnection one = relay.connect();
                RedisConnection two = relay.connect()) {
            for (int i = 0; i < 100; i++) {
                one.send("RPUSH", "one", i);
                two.send("RPUSH", "two", i);
            }
            for (long i = 1; i <= 100; i++) {
                assertThat(one.receive()).isEqualTo(i);
                assertThat(two.receive()).isEqualTo(i);
            }
        }
        List<String> expected =
                IntStream.range(0, 100).mapToObj(String::valueOf).toList();
        assertThat(texts((List<?>) redis.call("LRANGE", "one", 0, -1))).isEqualTo(expected);
        assertThat(texts((List<?>) redis.call("LRANGE", "two", 0, -1))).isEqualTo(expected);
        assertThat(delays).hasValue(200);
    }

    @Test
    void aDelayIsAtLeastAsLongAsAsked() {
        try (RedisConnection client = relay.connect()) {
            client.call("PING");
            relay.delay(() -> Duration.ofMillis(50));
            long start = System.nanoTime();
            client.call("PING");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(50));
        }
    }

    @Test
    void refusesAndAcceptsAgain() {
        try (RedisConnection before = relay.connect()) {
            before.call("PING");
            relay.refuse();
            assertThatThrownBy(() -> before.call("PING")).isInstanceOf(UncheckedIOException.class);
            assertThatThrownBy(relay::connect).hasCauseInstanceOf(ConnectException.class);
            relay.refuse();
            relay.accept();
            relay.accept();
        }
        try (RedisConnection after = relay.connect()) {
            assertThat(after.text("PING")).isEqualTo("PONG");
        }
    }

    @Test
    void aCutLosesWhatIsUnderWay() {
        try (RedisConnection client = relay.connect();
                Stall stall = relay.stall(Command.named("SET"))) {
            client.send("SET", "k", "1");
            stall.awaitStalled(SOON);
            relay.cut();
            stall.release();
            assertThatThrownBy(client::receive).isInstanceOf(UncheckedIOException.class);
        }
        try (RedisConnection after = relay.connect()) {
            assertThat(after.call("GET", "k")).isNull();
        }
    }

    @Test
    void aSwallowedCommandIsNeitherExecutedNorAnsweredAndItsConnectionEndsWithIt() throws Exception {
        CountDownLatch swallowed = new CountDownLatch(1);
        relay.swallow(c -> {
            boolean matches = c.keys().contains("k");
            if (matches) {
                swallowed.countDown();
            }
            return matches;
        });
        try (RedisConnection client = relay.connect();
                RedisConnection other = relay.connect()) {
            client.send("INCR", "a");
            client.send("SET", "k", "1");
            client.send("INCR", "a");
            assertThat(client.receive()).isEqualTo(1L);
            assertThat(other.number("INCR", "b")).isEqualTo(1);
            assertThat(swallowed.await(30, TimeUnit.SECONDS)).isTrue();
            relay.swallow(null);
            assertThatThrownBy(client::receive).isInstanceOf(UncheckedIOException.class);
            assertThat(other.number("INCR", "b")).isEqualTo(2);
        }
        assertThat(redis.keys("*")).containsExactly("a", "b");
        assertThat(redis.text("GET", "a")).isEqualTo("1");
    }

    @Test
    void closingReleasesWhatIsStalledAndEndsTheConnections() {
        try (RedisConnection client = relay.connect()) {
            Stall stall = relay.stall(Command.named("GET"));
            client.send("GET", "k");
            stall.awaitStalled(SOON);
            relay.close();
            assertThatThrownBy(client::receive).isInstanceOf(UncheckedIOException.class);
            assertThatThrownBy(relay::connect).isInstanceOf(UncheckedIOException.class);
        }
    }

    @Test
    void withoutRedisAConnectionEndsAtOnce() {
        try (RedisRelay nowhere = new RedisRelay("127.0.0.1", 1);
                RedisConnection client = nowhere.connect()) {
            assertThatThrownBy(() -> client.call("PING")).isInstanceOf(UncheckedIOException.class);
        }
    }

    private static List<Object[]> echoes(int n, String padding) {
        return IntStream.range(0, n)
                .mapToObj(i -> new Object[] {"ECHO", i + padding})
                .toList();
    }

    /** Of replies, or of what the commands ask to be echoed. */
    private static List<String> texts(List<?> items) {
        List<String> texts = new ArrayList<>();
        for (Object item : items) {
            texts.add(item instanceof Object[] command ? (String) command[1] : new String((byte[]) item, UTF_8));
        }
        return Collections.unmodifiableList(texts);
    }

    private static String first(Object list) {
        return new String((byte[]) ((List<?>) list).get(0), UTF_8);
    }
}
