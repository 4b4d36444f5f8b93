package io.throughline.it.queries;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.nodes.Node;
import io.throughline.it.nodes.Nodes;
import io.throughline.it.nodes.SinceHibernate71;
import io.throughline.it.settings.LogCapture;
import io.throughline.metrics.CacheActivity.Event;
import jakarta.persistence.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.hibernate.Session;
import org.hibernate.query.NativeQuery;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A hit gives what the database gave: rows of all kinds, of HQL and of SQL, on the node that loaded them and on the other. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ResultsTest {

    private final LogCapture log = new LogCapture();
    private final Nodes nodes = Nodes.of(
            node -> node.set("hibernate.cache.use_query_cache", "true"), Planet.class, Moon.class, Satellite.class);

    @BeforeAll
    void insert() {
        nodes.second().inTransaction(session -> {
            Planet saturn = new Planet(1, "Saturn");
            session.persist(saturn);
            for (long id = 1; id <= 3; id++) {
                session.persist(new Moon(id, id == 2 ? null : "moon " + id, saturn));
                Satellite satellite = new Satellite(id, "satellite " + id, 1);
                LongStream.range(0, id).forEach(i -> satellite.uses.add("use " + i));
                session.persist(satellite);
            }
        });
        nodes.awaitClocks();
    }

    @AfterAll
    void stop() {
        nodes.close();
        log.close();
    }

    record Named(Long id, String name) {}

    private static Function<Session, List<?>> hql(String hql, Class<?> type) {
        return session ->
                session.createSelectionQuery(hql, type).setCacheable(true).getResultList();
    }

    private static Function<Session, List<?>> sql(String sql, Class<?> type) {
        return sql(sql, type, query -> {});
    }

    private static <T> Function<Session, List<?>> sql(String sql, Class<T> type, Consumer<NativeQuery<T>> more) {
        return session -> {
            NativeQuery<T> query = session.createNativeQuery(sql, type)
                    .addSynchronizedQuerySpace("Moon")
                    .setCacheable(true);
            more.accept(query);
            return query.getResultList();
        };
    }

    record Kind(String name, Function<Session, List<?>> query) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Kind[] kinds() {
        return new Kind[] {
            new Kind("a value", hql("select name from Moon order by id", String.class)),
            new Kind("values", hql("select id, name, planet.name from Moon order by id", Object[].class)),
            new Kind("a tuple", hql("select id as id, name as name from Moon order by id", Tuple.class)),
            new Kind("a record", hql("select id, name from Moon order by id desc", Named.class)),
            new Kind("an aggregate", hql("select count(*), max(id), avg(id) from Moon", Object[].class)),
            new Kind("nothing", hql("select id, name from Moon where id < 0", Object[].class)),
            new Kind("no entity", hql("from Moon where id < 0", Moon.class)),
            new Kind("entities", hql("from Moon order by id", Moon.class)),
            new Kind(
                    "entities and values",
                    hql("select m, m.name, p from Moon m join m.planet p order by m.id", Object[].class)),
            new Kind("an entity, fetched", hql("from Moon m join fetch m.planet order by m.id", Moon.class)),
            new Kind(
                    "a collection, fetched",
                    hql("from Satellite s left join fetch s.uses order by s.id", Satellite.class)),
            new Kind("elements", hql("select s.id, u from Satellite s join s.uses u order by s.id, u", Object[].class)),
            new Kind("SQL, a value", sql("select count(*) from Moon", Long.class)),
            new Kind("SQL, values", sql("select id, name from Moon order by id", Object[].class)),
            new Kind("SQL, nothing", sql("select id, name from Moon where id < 0", Object[].class)),
            new Kind("SQL, entities", sql("select * from Moon order by id", Moon.class)),
            new Kind("SQL, a tuple", sql("select id, name from Moon order by id desc", Tuple.class)),
            new Kind(
                    "SQL, entities and values",
                    sql(
                            "select {m.*}, upper(m.name) as u from Moon m order by m.id",
                            Object[].class,
                            query -> query.addEntity("m", Moon.class).addScalar("u", String.class))),
            new Kind(
                    "SQL, typed values",
                    sql(
                            "select id, name as n from Moon order by id",
                            Object[].class,
                            query -> query.addScalar("id", Integer.class).addScalar("n", String.class)))
        };
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void isWhatTheDatabaseGave(Kind kind) {
        String expected = nodes.first().fromTransaction(session -> text(kind.query.apply(session)));
        for (Node node : List.of(nodes.first(), nodes.second(), nodes.first())) {
            Nodes.awaitClocks(node);
            long hits = node.statistics().getQueryCacheHitCount();
            assertThat(node.<String>fromTransaction(session -> text(kind.query.apply(session))))
                    .isEqualTo(expected);
            assertThat(node.statistics().getQueryCacheHitCount() - hits)
                    .as("hits")
                    .isEqualTo(1);
        }
    }

    /** Of what a list holds, entities, and what they refer to. */
    private static String text(Object value) {
        if (value instanceof List<?> list) {
            return list.stream().map(ResultsTest::text).toList().toString();
        }
        if (value instanceof Object[] values) {
            return text(List.of(values.length, new ArrayList<>(java.util.Arrays.asList(values))));
        }
        if (value instanceof Tuple tuple) {
            return tuple.getElements().stream()
                            .map(jakarta.persistence.TupleElement::getAlias)
                            .toList()
                    + text(tuple.toArray());
        }
        if (value instanceof Moon moon) {
            return "Moon " + moon.id + moon.name + moon.planet.name;
        }
        if (value instanceof Planet planet) {
            return "Planet " + planet.id + planet.name;
        }
        if (value instanceof Satellite satellite) {
            return "Satellite " + satellite.id + satellite.name + new java.util.TreeSet<>(satellite.uses);
        }
        return value == null ? "null" : value.getClass().getSimpleName() + " " + value;
    }

    /**
     * One SQL text, and what it is to give: each gets what it would get without a cache, in whatever order they come. (One that does not say
     * takes what is there, with any cache; before 7.1 Hibernate does not look at the types that are there at all.)
     */
    @Test
    @SinceHibernate71
    void oneSqlWithOtherResultTypes() {
        List<Class<?>> types = List.of(Long.class, Integer.class, String.class, java.math.BigDecimal.class);
        List<String> expected = new ArrayList<>();
        String sql = "select id from Moon order by id limit 2";
        for (Class<?> type : types) {
            expected.add(nodes.first()
                    .fromTransaction(
                            session -> text(session.createNativeQuery(sql, type).getResultList())));
        }
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < types.size(); i++) {
                for (int j = 0; j < types.size(); j++) {
                    for (int type : new int[] {i, j}) {
                        assertThat(nodes.first()
                                        .<String>fromTransaction(session ->
                                                text(sql(sql, types.get(type)).apply(session))))
                                .as("%s after %s", types.get(i), types.get(j))
                                .isEqualTo(expected.get(type));
                    }
                }
                nodes.awaitClocks();
            }
        }
    }

    /** Columns of SQL, whatever their type: the result is right; of these types it is cached. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "1::smallint",
                "1::int",
                "1::bigint",
                "1.50::numeric(10,2)",
                "1.5::real",
                "1.5::double precision",
                "true",
                "'x'::char(3)",
                "'text'::text",
                "'x'::varchar",
                "date '2024-01-01'",
                "time '10:00'",
                "timestamp '2024-01-01 10:00'",
                "timestamptz '2024-01-01 10:00Z'",
                "'00000000-0000-0001-0000-000000000002'::uuid",
                "null::text",
                "'\\x0102'::bytea"
            })
    void columnsOfManyTypes(String expression) {
        columns(expression, true);
    }

    /** Of these it need not be cached. */
    @ParameterizedTest
    @ValueSource(strings = {"array[1,2]", "array['a','b']", "'{\"a\":1}'::jsonb"})
    void columnsOfRareTypes(String expression) {
        columns(expression, false);
    }

    private void columns(String expression, boolean mustHit) {
        Function<Session, List<?>> query =
                sql("select id, " + expression + " as c from Moon order by id", Object[].class);
        String expected = nodes.first().fromTransaction(session -> deep(query.apply(session)));
        for (Node node : List.of(nodes.first(), nodes.second())) {
            Nodes.awaitClocks(node);
            long hits = node.statistics().getQueryCacheHitCount();
            assertThat(node.<String>fromTransaction(session -> deep(query.apply(session))))
                    .isEqualTo(expected);
            if (mustHit) {
                assertThat(node.statistics().getQueryCacheHitCount() - hits)
                        .as("hits")
                        .isEqualTo(1);
            }
        }
    }

    private static String deep(List<?> rows) {
        return rows.stream()
                .map(row -> java.util.Arrays.deepToString((Object[]) row) + ((Object[]) row)[1])
                .map(text -> text.replaceAll("@[0-9a-f]+", "")) // an array's own text
                .toList()
                .toString();
    }

    /** A value of a class that no body may hold: said once, and asked of the database each time. */
    @Test
    void whatCannotBeCodedIsNotCached() {
        long before = nodes.first().activity().of(Event.NOT_CACHEABLE);
        Function<Session, List<?>> query = sql("select id, point(id, 2) as p from Moon order by id", Object[].class);
        for (int i = 0; i < 3; i++) {
            nodes.awaitClocks();
            long hits = nodes.first().statistics().getQueryCacheHitCount();
            assertThat(nodes.first().<String>fromTransaction(session -> deep(query.apply(session))))
                    .contains("(1.0,2.0)");
            assertThat(nodes.first().statistics().getQueryCacheHitCount()).isEqualTo(hits);
        }
        assertThat(nodes.first().activity().of(Event.NOT_CACHEABLE) - before).isEqualTo(3);
        assertThat(log.withNumber(5))
                .filteredOn(text -> text.contains("A query's result in default-query-results-region")
                        && text.contains("java.lang.Object"))
                .hasSize(1);
    }

    /** What a session does to the values that it was given is its own. */
    @Test
    void whatASessionDoesToValuesDoesNotReachTheCache() {
        Function<Session, List<?>> query = sql("select '\\x0102'::bytea as b from Moon", byte[].class);
        long hitsOfFirst = nodes.first().statistics().getQueryCacheHitCount();
        long hitsOfSecond = nodes.second().statistics().getQueryCacheHitCount();
        for (Node node : List.of(nodes.first(), nodes.first(), nodes.first(), nodes.second())) {
            nodes.awaitClocks();
            node.inTransaction(session -> {
                byte[] bytes = (byte[]) query.apply(session).get(0);
                assertThat(bytes).containsExactly(1, 2);
                bytes[0] = 9;
            });
        }
        assertThat(nodes.first().statistics().getQueryCacheHitCount() - hitsOfFirst)
                .as("hits of the one")
                .isEqualTo(2);
        assertThat(nodes.second().statistics().getQueryCacheHitCount() - hitsOfSecond)
                .as("hits of the other one")
                .isEqualTo(1);
    }

    @Test
    void manyRows() {
        Function<Session, List<?>> query =
                sql("select g, 'text ' || g as t from generate_series(1, 50000) g", Object[].class);
        for (Node node : List.of(nodes.first(), nodes.second(), nodes.second())) {
            nodes.awaitClocks();
            List<?> rows = node.fromTransaction(query);
            assertThat(rows).hasSize(50_000);
            assertThat((Object[]) rows.get(49_999)).containsExactly(50_000, "text 50000");
        }
        assertThat(nodes.second().statistics().getQueryCacheHitCount()).isPositive();
    }
}
