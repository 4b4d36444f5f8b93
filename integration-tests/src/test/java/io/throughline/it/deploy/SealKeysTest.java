package io.throughline.it.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.nodes.Node;
import io.throughline.it.nodes.Nodes;
import io.throughline.it.sealing.Keys;
import io.throughline.it.servers.Database;
import io.throughline.it.servers.RedisConnection;
import io.throughline.it.servers.TestServers;
import io.throughline.metrics.CacheActivity.Event;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes under load, while the keys that seal are set, changed and removed on one node after the other: no read is wrong. */
class SealKeysTest {

    private static final String OFFER = """
            @Entity @Cacheable @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
            public class Offer {
                @Id public Long id;
                public long amount;
                public String label;
                public void change(int n) { amount = n; label = "l" + n; }
            }
            """;

    @TempDir
    Path directory;

    private Release release;
    private Database database;
    private SharedAmounts known;

    @BeforeEach
    void empty() throws Exception {
        release = Release.of(directory, List.of(OFFER));
        database = RollingDeployTest.offers();
        known = new SharedAmounts(directory.resolve("known"));
        try (RedisConnection redis = TestServers.redis().connect()) {
            redis.flushAll();
        }
    }

    /** As docs/sealing.md has it: the new key last, then first, then alone. In between nobody comes by a body that he cannot open. */
    @Test
    void rotation() throws Exception {
        for (Happened node : roll(new int[] {1}, new int[] {1, 2}, new int[] {2, 1}, new int[] {2})) {
            isRightAndHits(node);
            if (!node.keys()
                    .equals("[2]")) { // only the last step waits for the longest time to live, which a test does not
                assertThat(node.of(Event.UNOPENED)).as(node.text()).isZero();
            }
        }
    }

    /** Keys on one node and none on the other, then on both, on one, on none. */
    @Test
    void sealedAndNotSealedSideBySide() throws Exception {
        List<Happened> nodes = roll(new int[] {}, new int[] {1}, new int[] {});
        nodes.forEach(SealKeysTest::isRightAndHits);
        assertThat(nodes.stream().mapToLong(node -> node.of(Event.UNOPENED)).sum())
                .isPositive();
    }

    private static void isRightAndHits(Happened node) {
        assertThat(node.wrong()).as(node.text()).isZero();
        for (Event event : List.of(Event.REDIS_FAILED, Event.LOCK_FAILED, Event.UNDECODABLE, Event.OTHER_SHAPE)) {
            assertThat(node.of(event)).as(node.text()).isZero();
        }
        assertThat(node.of(Event.HIT)).as(node.text()).isGreaterThan(node.reads() / 20);
        assertThat(node.of(Event.WRITTEN_THROUGH)).as(node.text()).isPositive();
    }

    /** Two nodes with the keys of the first step; then one after the other is replaced by one with the next step's, all of it under load. */
    private List<Happened> roll(int[]... steps) throws Exception {
        List<Happened> happened = new ArrayList<>();
        List<Running> nodes = new ArrayList<>();
        try {
            nodes.add(new Running(steps[0]));
            nodes.add(new Running(steps[0]));
            awaitMore(nodes);
            for (int[] step : List.of(steps).subList(1, steps.length)) {
                for (int i = 0; i < 2; i++) {
                    happened.add(nodes.remove(0).stop());
                    nodes.add(new Running(step));
                    awaitMore(nodes);
                }
            }
            while (!nodes.isEmpty()) {
                happened.add(nodes.remove(0).stop());
            }
        } finally {
            nodes.forEach(Running::close);
        }
        happened.forEach(node -> System.out.println("Rolling keys: " + node.text()));
        return happened;
    }

    private static void awaitMore(List<Running> nodes) throws Exception {
        for (int turn = 0; turn < 2; turn++) {
            for (Running node : nodes) {
                node.load.awaitMore(DeployedNode.READS, DeployedNode.WRITES);
            }
        }
    }

    /** What a node did until it was stopped. */
    private record Happened(String keys, String text, long reads, long wrong, Map<Event, Long> events) {

        long of(Event event) {
            return events.get(event);
        }
    }

    /** A node under load. */
    private final class Running implements AutoCloseable {

        private final String keys;
        private final Node node;
        private final Load load;

        Running(int[] keys) {
            this.keys = Arrays.toString(keys);
            this.node = Keys.sealing(keys)
                    .apply(RollingDeployTest.settings(
                            release.on(Node.on(database, TestServers.redis().uri()))))
                    .start();
            Nodes.awaitClocks(node);
            this.load = new Load(node, known);
            load.start();
        }

        Happened stop() throws Exception {
            try (this) {
                load.stop();
                Map<Event, Long> events = new EnumMap<>(Event.class);
                for (Event event : Event.values()) {
                    events.put(event, node.activity().of(event));
                }
                String text = "keys " + keys + ": " + load + " unopened=" + events.get(Event.UNOPENED);
                return new Happened(keys, text, load.reads(), load.wrongs(), events);
            }
        }

        @Override
        public void close() {
            load.close();
            node.close();
        }
    }
}
