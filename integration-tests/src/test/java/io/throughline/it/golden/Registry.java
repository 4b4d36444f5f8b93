package io.throughline.it.golden;

import io.throughline.it.nodes.Node;
import io.throughline.it.nodes.Nodes;
import io.throughline.it.servers.RedisConnection;
import io.throughline.it.settings.Space;
import java.util.TreeMap;

/** The file of the registry of near caches, with one member. */
final class Registry {

    static final String FILE = "near";

    private static final String KEY = FILE + ":{near}:members";

    private Registry() {}

    static Node.Builder set(Node.Builder node) {
        return node.set("hibernate.cache.redis.namespace", FILE);
    }

    static GoldenFile write() {
        try (Space space = Space.of(node -> set(node.near()), Contents.ENTITIES)) {
            Nodes.await(() -> space.node().activity().near().holdsLease());
            GoldenFile all = GoldenFile.of(space.redis());
            return new GoldenFile(new TreeMap<>(), new TreeMap<>(all.hashes().subMap(KEY, KEY + "\0")));
        }
    }

    static String nonce(RedisConnection redis) {
        return redis.text("HGET", KEY, "%nonce");
    }

    /** Whether this one is a member, or was expelled, and is still waited for. */
    static boolean knows(RedisConnection redis, String member) {
        return redis.text("HGET", KEY, member) != null;
    }

    /** Of the file. */
    static String member(GoldenFile file) {
        return file.hashes().get(KEY).keySet().stream()
                .filter(field -> !field.startsWith("%"))
                .findFirst()
                .orElseThrow();
    }
}
