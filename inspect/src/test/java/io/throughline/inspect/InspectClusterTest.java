package io.throughline.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.throughline.protocol.RegionAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.ByteArrayCodec;
import org.redisson.config.Config;
import redis.embedded.RedisServer;
import redis.embedded.core.RedisServerBuilder;

/** The page over two masters, with the rights that docs/inspect.md and docs/topologies.md name. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InspectClusterTest {

    private static final int SLOTS = 16_384;
    private static final int ENTRIES = 60;

    @TempDir
    static Path files;

    private final List<RedisServer> servers = new ArrayList<>();
    private final List<String> uris = new ArrayList<>();

    @BeforeAll
    void start() throws IOException {
        for (int i = 0; i < 2; i++) {
            int port = freePort();
            List<String> args = new ArrayList<>(
                    new RedisServerBuilder().bind("127.0.0.1").port(port).buildCommandArgs());
            args.addAll(List.of("--save", "", "--appendonly", "no", "--cluster-enabled", "yes"));
            args.addAll(
                    List.of("--cluster-config-file", files.resolve("nodes-" + i).toString()));
            RedisServer server = new RedisServer(port, args, false, line -> {}, line -> {});
            server.start();
            servers.add(server);
            uris.add("redis://127.0.0.1:" + port);
            String slots = IntStream.range(i * SLOTS / 2, (i + 1) * SLOTS / 2)
                    .mapToObj(Integer::toString)
                    .collect(Collectors.joining(" "));
            InlineRedis.call(uris.get(i), "CLUSTER ADDSLOTS " + slots);
            InlineRedis.call(
                    uris.get(i),
                    "ACL SETUSER page on >secret resetchannels ~t:* -@all +scan +getrange +strlen +pttl +memory|usage +hscan +hget +time +ping +cluster|nodes +asking");
        }
        InlineRedis.call(
                uris.get(0), "CLUSTER MEET 127.0.0.1 " + servers.get(1).ports().get(0));
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!uris.stream().allMatch(InspectClusterTest::isWhole)) {
            assertThat(System.nanoTime()).as("waiting for the cluster").isLessThan(deadline);
        }
    }

    @AfterAll
    void stop() throws IOException {
        for (RedisServer server : servers) {
            server.stop();
        }
    }

    private static boolean isWhole(String uri) {
        try {
            return InlineRedis.call(uri, "CLUSTER INFO").contains("cluster_state:ok");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Nodes speak to each other on the port that is 10,000 above. */
    private static int freePort() throws IOException {
        for (int port = 20_000 + (int) (ProcessHandle.current().pid() % 10_000); ; port++) {
            try (ServerSocket ignored = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
                    ServerSocket bus = new ServerSocket(port + 10_000, 1, InetAddress.getLoopbackAddress())) {
                return bus.getLocalPort() - 10_000;
            } catch (IOException e) {
                assertThat(port).as("a free port").isLessThan(40_000);
            }
        }
    }

    @Test
    void bothMastersAreWalkedThroughAndEachStripeHasItsRecord() {
        long now = System.currentTimeMillis() * 1000;
        RegionAddress region = new RegionAddress("t", "a.B", 0, false, true);
        Config config = new Config();
        config.useClusterServers().addNodeAddress(uris.toArray(String[]::new));
        RedissonClient client = Redisson.create(config);
        String last = "";
        try {
            for (int id = 0; id < ENTRIES; id++) {
                String key = region.entry(Integer.toString(id)).key();
                client.getBucket(key, ByteArrayCodec.INSTANCE).set(Records.item(now, 1, new byte[0], new byte[4]));
                if (id > 0) { // the first one's stripe has none
                    client.getBucket(region.recordKeyOf(key), ByteArrayCodec.INSTANCE)
                            .set(Records.region(now - 1, now - 1));
                }
                last = key;
            }
            client.getBucket(region.recordKeyOf(region.entry("0").key())).delete();
        } finally {
            client.shutdown();
        }
        assertThat(uris)
                .allSatisfy(uri -> assertThat(InlineRedis.call(uri, "INFO keyspace"))
                        .as("each has some")
                        .contains("keys="));
        String both = uris.get(0).replace("redis://", "redis://page:secret@") + ","
                + uris.get(1).replace("redis://", "");
        try (ServedPage page = ServedPage.start("--redis", both, "-n", "t")) {
            JsonNode cache = page.cache();
            assertThat(cache.at("/failure").isNull()).as("%s", cache).isTrue();
            assertThat(cache.at("/regions/0/entries").asInt()).isEqualTo(ENTRIES);
            assertThat(cache.at("/regions/0/outlived").asInt()).isBetween(1, 5); // and what shares its stripe
            assertThat(cache.at("/regions/0/memory/sampled").asInt()).isEqualTo(ENTRIES);
            assertThat(page.json("/api/entry?key=" + ServedPage.encoded(last)).toString())
                    .contains("a hit for those whose transaction began after the stamp");
        }
    }
}
