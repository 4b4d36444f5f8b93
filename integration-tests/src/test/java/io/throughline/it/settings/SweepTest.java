package io.throughline.it.settings;

import static io.throughline.it.nodes.Counters.kindOfEntry;
import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.model.Counter;
import io.throughline.it.model.Ticket;
import io.throughline.it.nodes.Nodes;
import io.throughline.it.relay.RoundTrips;
import io.throughline.it.relay.Stall;
import io.throughline.it.servers.RedisConnection;
import io.throughline.it.servers.TestServers;
import io.throughline.protocol.Scripts;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clearing a region costs one round trip; its memory comes back soon afterwards, and nothing else goes. */
class SweepTest {

    private static final int ROWS = 2000; // more than a step of the walk

    private Nodes nodes;

    @BeforeEach
    void start() {
        try (RedisConnection redis = TestServers.redis().connect()) {
            redis.flushAll();
        }
        nodes = Nodes.of(Counter.class, Ticket.class);
        nodes.first()
                .inTransaction(session -> LongStream.range(0, ROWS).forEach(id -> session.persist(new Counter(id, 1))));
        nodes.first().inTransaction(session -> session.persist(new Ticket("one")));
        assertThat(entries(Counter.class)).isEqualTo(ROWS);
        assertThat(entries(Ticket.class)).isEqualTo(1);
    }

    @AfterEach
    void stop() {
        nodes.close();
    }

    private static int entries(Class<?> entity) {
        try (RedisConnection redis = TestServers.redis().connect()) {
            return redis.keys("*" + entity.getName() + ":{*}:*").size();
        }
    }

    @Test
    void theMemoryOfAClearedRegionComesBack() {
        RoundTrips trips = nodes.count(() -> nodes.first().factory().getCache().evictEntityData(Counter.class));
        assertThat(trips.roundTrips()).as(trips.toString()).isEqualTo(1);
        Nodes.await(() -> entries(Counter.class) == 0);
        assertThat(entries(Ticket.class)).isEqualTo(1);
        assertThat(amount(7)).isEqualTo(1);
    }

    /** One walk through the keys for all of them. */
    @Test
    void soDoesThatOfAllRegions() {
        AtomicInteger walks = new AtomicInteger();
        nodes.relay().rewrite(command -> {
            if (command.name().equals("SCAN") && command.arg(1).equals("0")) {
                walks.incrementAndGet();
            }
            return command;
        });
        nodes.first().factory().getCache().evictAllRegions();
        Nodes.await(() -> entries(Counter.class) + entries(Ticket.class) == 0);
        assertThat(walks.get()).isEqualTo(1);
    }

    @Test
    void aLockStays() {
        try (Stall stall = nodes.relay()
                .stallReply(command -> command.runs(Scripts.shipped().lock()))) {
            CompletableFuture<Void> commit = CompletableFuture.runAsync(() ->
                    nodes.first().inTransaction(session -> session.find(Counter.class, 5L).amount = 6));
            stall.awaitStalled(Duration.ofSeconds(20));
            nodes.second().factory().getCache().evictEntityData(Counter.class);
            Nodes.await(() -> entries(Counter.class) == 1);
            try (RedisConnection redis = TestServers.redis().connect()) {
                assertThat(kindOfEntry(redis, 5)).isEqualTo("L");
            }
            stall.release();
            commit.join();
        }
        assertThat(amount(5)).isEqualTo(6);
    }

    private long amount(long id) {
        return nodes.second().fromTransaction(session -> session.find(Counter.class, id).amount);
    }
}
