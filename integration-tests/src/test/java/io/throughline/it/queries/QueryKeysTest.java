package io.throughline.it.queries;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.nodes.Nodes;
import io.throughline.it.servers.RedisConnection;
import io.throughline.it.servers.TestServers;
import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Convert;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import java.io.Serializable;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.Calendar;
import java.util.GregorianCalendar;
import java.util.List;
import java.util.TimeZone;
import java.util.UUID;
import java.util.function.Consumer;
import org.hibernate.Session;
import org.hibernate.annotations.Filter;
import org.hibernate.annotations.FilterDef;
import org.hibernate.annotations.ParamDef;
import org.hibernate.query.SelectionQuery;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Queries that differ in anything that decides what they find have results of their own; equal ones share theirs. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QueryKeysTest {

    enum Colour {
        RED,
        BLUE
    }

    @Embeddable
    record Place(String city, Integer number) implements Serializable {}

    /** Kept as one text. */
    record Name(String first, String last) implements Serializable {}

    public static final class Names implements AttributeConverter<Name, String> {
        @Override
        public String convertToDatabaseColumn(Name name) {
            return name == null ? null : name.first + "|" + name.last;
        }

        @Override
        public Name convertToEntityAttribute(String text) {
            return text == null ? null : new Name(text.split("\\|")[0], text.split("\\|")[1]);
        }
    }

    @Entity(name = "Thing")
    @FilterDef(name = "least", parameters = @ParamDef(name = "amount", type = BigDecimal.class))
    @Filter(name = "least", condition = "amount >= :amount")
    @FilterDef(name = "named")
    @Filter(name = "named", condition = "text is not null")
    static class Thing {
        @Id
        Long id;

        String text;
        BigDecimal amount;
        byte[] bytes;
        OffsetDateTime moment;
        Calendar calendar;
        UUID uuid;

        @Enumerated(EnumType.STRING)
        Colour colour;

        Place place;

        @Convert(converter = Names.class)
        Name name;

        @ManyToOne
        Thing other;
    }

    private final Nodes nodes = Nodes.of(node -> node.set("hibernate.cache.use_query_cache", "true"), Thing.class);

    QueryKeysTest() {
        nodes.first().inTransaction(session -> {
            for (long id = 1; id < 3; id++) {
                Thing thing = new Thing();
                thing.id = id;
                session.persist(thing);
            }
        });
    }

    @AfterAll
    void stop() {
        nodes.close();
    }

    @BeforeEach
    void evict() {
        nodes.first().factory().getCache().evictQueryRegions();
        nodes.awaitClocks();
    }

    private static Consumer<SelectionQuery<?>> parameter(Object value) {
        return query -> query.setParameter("p", value);
    }

    private static Case where(String what, Object one, Object another) {
        return new Case("from Thing where " + what, session -> {}, parameter(one), session -> {}, parameter(another));
    }

    /** The same query, executed in two ways. */
    record Case(
            String hql,
            Consumer<Session> oneSession,
            Consumer<SelectionQuery<?>> one,
            Consumer<Session> anotherSession,
            Consumer<SelectionQuery<?>> another) {
        @Override
        public String toString() {
            return hql;
        }
    }

    private static Calendar calendar(String zone) {
        Calendar calendar = new GregorianCalendar(TimeZone.getTimeZone(zone));
        calendar.setTimeInMillis(1_700_000_000_000L);
        return calendar;
    }

    private static Thing thing(long id) {
        Thing thing = new Thing();
        thing.id = id;
        return thing;
    }

    static Case[] differ() {
        return new Case[] {
            where("text = :p", "a", "b"),
            where("text = :p", "a", null),
            where("text = :p", "", null),
            where("text = :p", "ab".repeat(100), "ab".repeat(101)),
            where("amount = :p", new BigDecimal("1.0"), new BigDecimal("1.00")), // a database may tell them apart
            where("amount = :p", new BigDecimal("1"), new BigDecimal("10")),
            where("bytes = :p", new byte[] {1, 2}, new byte[] {1, 3}),
            where(
                    "moment = :p",
                    OffsetDateTime.parse("2024-01-01T00:00Z"),
                    OffsetDateTime.parse("2024-01-01T01:00+01:00")),
            where("calendar = :p", calendar("UTC"), calendar("Asia/Tokyo")),
            where("uuid = :p", new UUID(1, 1), new UUID(1, 2)),
            where("colour = :p", Colour.RED, Colour.BLUE),
            where("place = :p", new Place("a", 1), new Place("a", 2)),
            where("place = :p", new Place("a", null), new Place(null, null)),
            where("name = :p", new Name("a", "b"), new Name("a", "c")),
            where("other = :p", thing(1), thing(2)),
            where("id in :p", List.of(1L, 2L), List.of(1L, 3L)),
            where("id in :p", List.of(1L, 2L), List.of(2L, 1L)),
            new Case("from Thing order by id", s -> {}, q -> q.setMaxResults(1), s -> {}, q -> q.setMaxResults(2)),
            new Case("from Thing order by id", s -> {}, q -> q.setMaxResults(1), s -> {}, q -> {}),
            new Case(
                    "from Thing order by id",
                    s -> {},
                    q -> q.setMaxResults(1),
                    s -> {},
                    q -> q.setMaxResults(1).setFirstResult(1)),
            new Case("from Thing", s -> {}, q -> {}, s -> s.enableFilter("named"), q -> {}),
            new Case(
                    "from Thing",
                    s -> s.enableFilter("least").setParameter("amount", BigDecimal.ONE),
                    q -> {},
                    s -> s.enableFilter("least").setParameter("amount", BigDecimal.TEN),
                    q -> {})
        };
    }

    private List<Long> execute(Case of, boolean one) {
        return nodes.first().fromTransaction(session -> {
            (one ? of.oneSession : of.anotherSession).accept(session);
            SelectionQuery<Thing> query =
                    session.createSelectionQuery(of.hql, Thing.class).setCacheable(true);
            (one ? of.one : of.another).accept(query);
            return query.getResultList().stream().map(thing -> thing.id).toList();
        });
    }

    private boolean isHit(Case of, boolean one) {
        Nodes.awaitClocks(nodes.first());
        long before = nodes.first().statistics().getQueryCacheHitCount();
        execute(of, one);
        return nodes.first().statistics().getQueryCacheHitCount() > before;
    }

    @ParameterizedTest
    @MethodSource("differ")
    void resultsOfTheirOwn(Case of) {
        assertThat(isHit(of, true)).isFalse();
        assertThat(isHit(of, false)).isFalse();
        assertThat(isHit(of, true)).as("again").isTrue();
        assertThat(isHit(of, false)).as("again").isTrue();
    }

    /** The same times are other ones then. */
    @Test
    void sessionsThatBindTimesInAnotherZone() {
        Case of = new Case("from Thing", s -> {}, q -> {}, s -> {}, q -> {});
        isHit(of, true);
        assertThat(isHit(of, true)).isTrue();
        nodes.awaitClocks();
        try (Session session = nodes.first()
                .factory()
                .withOptions()
                .jdbcTimeZone(TimeZone.getTimeZone("Asia/Tokyo"))
                .openSession()) {
            assertMisses(session);
        }
    }

    private void assertMisses(Session session) {
        long hits = nodes.first().statistics().getQueryCacheHitCount();
        session.createSelectionQuery("from Thing", Thing.class)
                .setCacheable(true)
                .getResultList();
        assertThat(nodes.first().statistics().getQueryCacheHitCount()).isEqualTo(hits);
    }

    /** One key whatever the query, and nothing of it to be read there. */
    @Test
    void areHashes() {
        try (RedisConnection redis = TestServers.redis().connect()) {
            List<String> ofOthers = resultKeys(redis);
            execute(where("text = :p", "secret", ""), true);
            assertThat(resultKeys(redis))
                    .filteredOn(key -> !ofOthers.contains(key))
                    .hasSize(1)
                    .allMatch(key -> key.matches(".*:%\\?[0-9a-f]{64}"));
        }
    }

    private static List<String> resultKeys(RedisConnection redis) {
        return redis.keys("*").stream()
                .filter(key -> key.contains("query-results") && !key.endsWith("}"))
                .toList();
    }
}
