package io.throughline.it.golden;

import io.throughline.it.nodes.Node;
import io.throughline.it.nodes.Nodes;
import io.throughline.it.settings.Space;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.hibernate.Session;

/** The files with entries, one for each setting, all with the same entries. The namespace is the file's name. */
enum Contents {
    PLAIN(node -> node),
    COMPRESSED(node -> node.set("hibernate.cache.redis.compression", "lz4")
            .set("hibernate.cache.redis.compression_threshold", "64B")),
    STRUCTURED(node -> node.set("hibernate.cache.use_structured_entries", "true")),
    /** Seals are believed for the time to live: in ten years this file has to be left out. */
    SEALED(node -> node.set("hibernate.cache.redis.seal_keys", base64(secret()))
            .set("hibernate.cache.redis.hash_ids", base64(HexFormat.of().parseHex("f0".repeat(32))))
            .set("hibernate.cache.redis.ttl", "3650d"));

    static final Class<?>[] ENTITIES = {Specimen.class, Keeper.class, Museum.class, Drawer.class};

    private static final Instant DRAWER_CHANGED = Instant.parse("2024-02-29T12:34:56.123456Z");
    private static final int MOST_LOADS = 5;

    private final UnaryOperator<Node.Builder> settings;

    Contents(UnaryOperator<Node.Builder> settings) {
        this.settings = settings;
    }

    /** Of the sealed file. */
    static byte[] secret() {
        return HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
    }

    private static String base64(byte[] key) {
        return Base64.getEncoder().encodeToString(key);
    }

    static boolean isSealed(String redisKey) {
        return redisKey.startsWith(SEALED.fileName() + ":");
    }

    String fileName() {
        return name().toLowerCase(Locale.ROOT);
    }

    Node.Builder set(Node.Builder node) {
        return settings.apply(
                node.set("hibernate.cache.redis.namespace", fileName()).set("hibernate.cache.use_query_cache", "true"));
    }

    /** Everything that is asked later is in Redis then, written by commits and by loads. */
    void write(Space space) {
        fill(space.node());
        Set<?> missed = Set.of();
        for (int i = 0; i < MOST_LOADS; i++) {
            Space.awaitClock(space.node());
            missed = Set.copyOf(GoldenRead.all().stream()
                    .filter(read -> space.sql(read::ask) > 0)
                    .map(GoldenRead::what)
                    .toList());
        }
        if (!missed.isEmpty()) {
            throw new IllegalStateException("Not in Redis, however often it is loaded: " + missed);
        }
    }

    /** The rows, with or without a cache. */
    static void fill(Node node) {
        node.inTransaction(session -> {
            Keeper keeper = keeper();
            keeper.name = "Ann";
            session.persist(keeper);
            session.persist(museum());
            session.persist(foundByNaturalId());
            session.persist(Specimen.of(1, keeper));
            session.persist(Specimen.of(2, null));
            session.persist(drawer(session));
        });
        node.inTransaction(session -> {
            session.find(Specimen.class, 2L).longText = null;
            session.find(Keeper.class, keeper().id).name = keeper().name;
        });
        // a version in time is the time of the commit
        try (Connection connection = node.dataSource().getConnection();
                PreparedStatement update = connection.prepareStatement("update Drawer set changed = ?")) {
            update.setObject(1, OffsetDateTime.ofInstant(DRAWER_CHANGED, ZoneOffset.UTC));
            update.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        node.factory().getCache().evictEntityData(Drawer.class);
    }

    static Keeper keeper() {
        return new Keeper(1, "DE", 7, "Bea");
    }

    static Museum museum() {
        return new Museum(2, "FR", 8, null, 90);
    }

    static Keeper foundByNaturalId() {
        return new Keeper(3, "IT", 9, "Cem");
    }

    static Specimen first() {
        Specimen specimen = Specimen.of(1, keeper());
        specimen.version = 0;
        return specimen;
    }

    static Specimen second() {
        Specimen specimen = Specimen.of(2, null);
        specimen.version = 1;
        specimen.longText = null;
        return specimen;
    }

    private static Drawer drawer(Session session) {
        Drawer drawer = drawer();
        drawer.changed = null;
        drawer.specimens.add(session.find(Specimen.class, 1L));
        drawer.specimens.add(session.find(Specimen.class, 2L));
        return drawer;
    }

    /** Without its specimens. */
    static Drawer drawer() {
        Drawer drawer = new Drawer();
        drawer.place = new Drawer.Place("Kiel, 2", 3);
        drawer.changed = DRAWER_CHANGED;
        drawer.labels.addAll(Set.of("beetles", "K\u00e4fer"));
        drawer.notes.addAll(new ArrayList<>(List.of(new Drawer.Note("old", null), new Drawer.Note("new", 4))));
        drawer.counts.putAll(Map.of("red", 3, "blue", 4));
        return drawer;
    }

    /** A node on the tables that are there, which sees all that is in Redis now. */
    Node reader(String redisUri) {
        Node node = set(Space.builder(redisUri, ENTITIES))
                .set("hibernate.hbm2ddl.auto", "none")
                .start();
        Nodes.awaitClocks(node);
        return node;
    }
}
