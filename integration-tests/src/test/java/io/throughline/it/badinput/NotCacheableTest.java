package io.throughline.it.badinput;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.settings.LogCapture;
import io.throughline.it.settings.Space;
import io.throughline.metrics.CacheActivity.Event;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Version;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.junit.jupiter.api.Test;

/** A value that no body may hold: only the cache entry is lost, and this is logged once. */
class NotCacheableTest {

    private static final String KEY = Space.key(Parcel.class.getName(), "1");

    /** What it holds is known only at run time: Hibernate's disassembled state is the object itself. */
    @Entity(name = "Parcel")
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Parcel {
        @Id
        Long id;

        @Version
        int version;

        String label = "new";

        Serializable content;
    }

    record Foreign(String text) implements Serializable {}

    /** Serializable, and of an allowed class, but it cannot be gone through. */
    static class Hostile extends ArrayList<String> {
        private static final long serialVersionUID = 1L;

        Hostile() {
            add("x");
        }

        @Override
        public Iterator<String> iterator() {
            throw new IllegalStateException("do not touch");
        }

        /** Hibernate compares it when it looks for changes. */
        @Override
        public boolean equals(Object other) {
            return other instanceof Hostile;
        }

        @Override
        public int hashCode() {
            return 1;
        }
    }

    @Test
    void anInsertSucceedsAndIsNotCached() {
        try (LogCapture log = new LogCapture();
                Space space = Space.of(Parcel.class)) {
            insert(space, new Foreign("x"));
            assertThat(space.entryKeys()).isEmpty();
            assertThat(content(space)).isEqualTo(new Foreign("x"));
            assertThat(space.entryKeys()).isEmpty();
            isSaidOnce(log);
            assertThat(space.node().activity().of(Event.NOT_CACHEABLE)).isPositive();
        }
    }

    @Test
    void anUpdateSucceedsAndTakesTheOldEntryAway() {
        try (LogCapture log = new LogCapture();
                Space space = Space.of(Parcel.class)) {
            insert(space, "text");
            assertThat(space.entryKeys()).containsExactly(KEY);
            space.sql(session -> session.find(Parcel.class, 1L).content = new Foreign("y"));
            assertThat(space.entryKeys()).isEmpty();
            assertThat(content(space)).isEqualTo(new Foreign("y"));
            isSaidOnce(log);
            space.sql(session -> session.find(Parcel.class, 1L).content = 5);
            assertThat(space.sql(session ->
                            assertThat(session.find(Parcel.class, 1L).content).isEqualTo(5)))
                    .as("cacheable again")
                    .isZero();
        }
    }

    @Test
    void oneBadRowDoesNotKeepTheOthersOut() {
        try (Space space = Space.of(Parcel.class)) {
            space.node().inTransaction(session -> {
                for (long id = 1; id <= 5; id++) {
                    session.persist(parcel(id, id == 3 ? new Foreign("x") : "text"));
                }
            });
            assertThat(space.entryKeys()).containsExactlyInAnyOrder(key(1), key(2), key(4), key(5));
            space.sql(session -> session.createQuery("from Parcel", Parcel.class)
                    .getResultList()
                    .forEach(parcel -> parcel.label = "changed"));
            assertThat(space.entryKeys()).containsExactlyInAnyOrder(key(1), key(2), key(4), key(5));
        }
    }

    @Test
    void deepWithinACollectionToo() {
        try (LogCapture log = new LogCapture();
                Space space = Space.of(Parcel.class)) {
            insert(space, new HashMap<>(Map.of("a", new ArrayList<>(List.of(new Foreign("x"))))));
            assertThat(space.entryKeys()).isEmpty();
            assertThat(content(space)).isEqualTo(Map.of("a", List.of(new Foreign("x"))));
            isSaidOnce(log);
        }
    }

    @Test
    void aLoadOutsideATransactionSucceedsToo() {
        try (Space space = Space.of(Parcel.class)) {
            insert(space, new Foreign("x"));
            try (var session = space.node().factory().openSession()) {
                assertThat(session.find(Parcel.class, 1L).content).isEqualTo(new Foreign("x"));
            }
        }
    }

    @Test
    void anAllowedTypeIsCached() {
        try (LogCapture log = new LogCapture();
                Space space = allowed(Foreign.class.getName())) {
            insert(space, new Foreign("x"));
            assertThat(space.entryKeys()).containsExactly(KEY);
            assertThat(space.sql(session ->
                            assertThat(session.find(Parcel.class, 1L).content).isEqualTo(new Foreign("x"))))
                    .isZero();
            assertThat(log.withNumber(5)).isEmpty();
        }
    }

    @Test
    void aNodeThatDoesNotAllowItMissesAndIsNotHarmed() {
        try (Space space = allowed(Foreign.class.getName())) {
            insert(space, new Foreign("x"));
            try (var other = Space.another(Parcel.class)) {
                Space.awaitClock(other);
                assertThat(other.<Object>fromTransaction(session -> session.find(Parcel.class, 1L).content))
                        .isEqualTo(new Foreign("x"));
                assertThat(other.activity().of(Event.HIT)).isZero();
            }
        }
    }

    /** Whatever encoding it throws: after the commit nothing may be thrown. */
    @Test
    void aValueThatCannotBeWrittenDoesNotFailTheCommit() {
        try (Space space = allowed(Hostile.class.getName())) {
            insert(space, new Hostile());
            assertThat(space.entryKeys()).isEmpty();
            assertThat(content(space)).isInstanceOf(Hostile.class);
            space.sql(session -> session.find(Parcel.class, 1L).label = "changed");
            space.sql(
                    session -> assertThat(session.find(Parcel.class, 1L).label).isEqualTo("changed"));
        }
    }

    /** What a value throws may name the value: neither the log nor what is remembered of it grows with each. */
    @Test
    void onlySoManyReasonsAreSaid() {
        try (LogCapture log = new LogCapture();
                Space space = allowed(Talkative.class.getName())) {
            for (long id = 1; id <= 100; id++) {
                Parcel parcel = parcel(id, new Talkative(id));
                space.node().inTransaction(session -> session.persist(parcel));
            }
            assertThat(space.entryKeys()).isEmpty();
            assertThat(log.withNumber(5)).hasSizeBetween(2, 20);
        }
    }

    /** It says something else each time. */
    static class Talkative extends Hostile {
        private static final long serialVersionUID = 1L;

        private final long number;

        Talkative(long number) {
            this.number = number;
        }

        @Override
        public Iterator<String> iterator() {
            throw new IllegalStateException("do not touch number " + number);
        }
    }

    private static Space allowed(String types) {
        UnaryOperator<io.throughline.it.nodes.Node.Builder> settings =
                node -> node.set("hibernate.cache.redis.allowed_types", types);
        return Space.of(settings, Parcel.class);
    }

    private static void isSaidOnce(LogCapture log) {
        assertThat(log.withNumber(5))
                .singleElement()
                .asString()
                .contains(Parcel.class.getName())
                .contains(Foreign.class.getName());
    }

    private static String key(long id) {
        return Space.key(Parcel.class.getName(), "" + id);
    }

    private static void insert(Space space, Serializable content) {
        space.node().inTransaction(session -> session.persist(parcel(1, content)));
    }

    private static Parcel parcel(long id, Serializable content) {
        Parcel parcel = new Parcel();
        parcel.id = id;
        parcel.content = content;
        return parcel;
    }

    /** Read three times, in sessions of their own. */
    private static Object content(Space space) {
        Object[] content = new Object[1];
        for (int i = 0; i < 3; i++) {
            space.sql(session -> content[0] = session.find(Parcel.class, 1L).content);
        }
        return content[0];
    }
}
