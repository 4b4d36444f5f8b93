package io.throughline.it.golden;

import io.throughline.it.nodes.Node;
import io.throughline.it.relay.Stall;
import io.throughline.it.settings.Space;
import io.throughline.protocol.Scripts;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;

/** The file of a commit under way: a row is locked, a bulk statement closes a region. The rest can be read. */
final class Locked {

    static final String FILE = "locked";

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int TIME = 8;
    private static final int RECORD_WITHOUT_TOKENS = 2 + 2 * TIME;

    private Locked() {}

    static Node.Builder set(Node.Builder node) {
        return node.set("hibernate.cache.redis.namespace", FILE);
    }

    static GoldenFile write() {
        try (Space space = Space.of(Locked::set, Contents.ENTITIES)) {
            Contents.fill(space.node());
            Space.awaitClock(space.node());
            space.node().inTransaction(session -> session.find(Keeper.class, 2L));
            space.node().inTransaction(session -> session.find(Drawer.class, Contents.drawer().place));
            try (Stall underWay = space.relay()
                    .stall(command -> command.runs(Scripts.shipped().settle()))) {
                CompletableFuture<Void> commit =
                        CompletableFuture.runAsync(() -> space.node().inTransaction(session -> {
                            session.find(Keeper.class, 1L).name = "Cyd";
                            session.createMutationQuery("update Drawer set changed = changed")
                                    .executeUpdate();
                        }));
                underWay.awaitStalled(PATIENCE);
                GoldenFile file = GoldenFile.of(space.redis());
                underWay.release();
                commit.join();
                return file;
            }
        }
    }

    /** As if the limits of its tokens were an hour ahead. */
    static void prolong(GoldenFile file, long nowMicros) {
        long limit = nowMicros + Duration.ofHours(1).toNanos() / 1_000;
        file.strings().replaceAll((key, bytes) -> {
            boolean hasTokens = bytes[0] == 'L'
                    || (bytes[0] == 'S' || bytes[0] == 'F')
                            && bytes.length > RECORD_WITHOUT_TOKENS
                            && !key.endsWith("{%fences}");
            if (!hasTokens) {
                return bytes;
            }
            byte[] prolonged = Arrays.copyOf(bytes, bytes.length);
            ByteBuffer.wrap(prolonged).putLong(prolonged.length - TIME, limit);
            return prolonged;
        });
    }
}
