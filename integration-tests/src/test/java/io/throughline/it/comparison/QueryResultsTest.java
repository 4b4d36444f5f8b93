package io.throughline.it.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.nodes.Node;
import io.throughline.it.nodes.SinceHibernate74;
import jakarta.persistence.Cacheable;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.Tuple;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.hibernate.Hibernate;
import org.hibernate.Session;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.query.SelectionQuery;
import org.junit.jupiter.api.Test;

/** What queries may return and ask for. The second time the result is the same, but the query is not executed. Both cache layouts. */
abstract class QueryResultsTest extends QueryTest {

    enum Grade {
        GOOD,
        BAD
    }

    @Embeddable
    public static class Size {
        public Integer width;
        public Integer height;

        protected Size() {}

        Size(int width, int height) {
            this.width = width;
            this.height = height;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Size that && width.equals(that.width) && height.equals(that.height);
        }

        @Override
        public int hashCode() {
            return width * 31 + height;
        }
    }

    @Entity(name = "Maker")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE, region = "Maker")
    public static class Maker {
        @Id
        public Long id;

        public String name;

        @OneToMany(mappedBy = "maker")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE, region = "Maker.things")
        public List<Thing> things = new ArrayList<>();
    }

    @Entity(name = "Thing")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE, region = "Thing")
    public static class Thing {
        @Id
        public Long id;

        public String name;
        public BigDecimal price;
        public LocalDate made;
        public Instant sold;
        public UUID code;

        @Enumerated(EnumType.STRING)
        public Grade grade;

        public Size size;

        @ManyToOne(fetch = FetchType.LAZY)
        public Maker maker;
    }

    /** For instantiation. */
    public record Named(Long id, String name) {}

    private final String layout;

    QueryResultsTest(String layout) {
        super(Thing.class, Maker.class);
        this.layout = layout;
    }

    @Override
    Node.Builder configured(Node.Builder builder) {
        return super.configured(builder).set("hibernate.cache.query_cache_layout", layout);
    }

    @Override
    void prepare() {
        prepare(session -> {
            Maker maker = new Maker();
            maker.id = 1L;
            maker.name = "m";
            session.persist(maker);
            for (long id = 1; id <= 2; id++) {
                Thing thing = new Thing();
                thing.id = id;
                thing.name = "t" + id;
                thing.price = new BigDecimal("1.50");
                thing.made = LocalDate.of(2020, 1, (int) id);
                thing.sold = id == 1 ? Instant.EPOCH : null;
                thing.code = new UUID(0, id);
                thing.grade = id == 1 ? Grade.GOOD : Grade.BAD;
                thing.size = new Size((int) id, 2);
                thing.maker = id == 1 ? maker : null;
                session.persist(thing);
            }
        });
    }

    /** Twice the same value; the second time it is a hit. */
    private <T> Repeated repeated(String hql, Class<T> result, Function<T, ?> value) {
        return repeated(session -> session.createSelectionQuery(hql, result), value);
    }

    private <T> Repeated repeated(Function<Session, SelectionQuery<T>> query, Function<T, ?> value) {
        List<List<Object>> values = new ArrayList<>();
        Observed[] observed = new Observed[2];
        for (int i = 0; i < 2; i++) {
            observed[i] = in(session -> {
                List<Object> rows = new ArrayList<>();
                query.apply(session).setCacheable(true).getResultList().forEach(row -> rows.add(value.apply(row)));
                values.add(rows);
            });
        }
        assertThat(values.get(0)).isNotEmpty();
        assertThat(values.get(1)).isEqualTo(values.get(0));
        return new Repeated(observed[0], observed[1]);
    }

    record Repeated(Observed first, Observed second) {}

    private static String name(Object maker) {
        return ((Maker) Hibernate.unproxy(maker)).name;
    }

    private static String text(Thing thing) {
        return thing.id
                + thing.name
                + thing.price
                + thing.made
                + thing.sold
                + thing.code
                + thing.grade
                + thing.size.width;
    }

    abstract void entities(Repeated repeated);

    abstract void entitiesThatAreNotCachedAnyMore(Observed observed);

    abstract void joinFetched(Repeated repeated);

    abstract void joinFetchedCollections(Repeated repeated);

    abstract void severalEntities(Repeated repeated);

    abstract void entitiesAndScalars(Repeated repeated);

    abstract void byNativeQuery(Repeated repeated);

    @Test
    void entities() {
        entities(repeated("from Thing order by id", Thing.class, QueryResultsTest::text));
    }

    @Test
    void entitiesThatWereEvicted() {
        repeated("from Thing order by id", Thing.class, QueryResultsTest::text);
        cache().evictEntityData(Thing.class, 2L);
        entitiesThatAreNotCachedAnyMore(in(session -> assertThat(
                        list(session, "from Thing order by id", Thing.class).stream()
                                .map(QueryResultsTest::text))
                .hasSize(2)));
    }

    @Test
    void joinFetchedOnes() {
        joinFetched(repeated(
                "from Thing t left join fetch t.maker order by t.id",
                Thing.class,
                thing -> thing.maker == null ? "none" : Hibernate.isInitialized(thing.maker) + name(thing.maker)));
    }

    @Test
    void collectionsThatAreFetched() {
        joinFetchedCollections(repeated(
                "from Maker m join fetch m.things",
                Maker.class,
                maker -> Hibernate.isInitialized(maker.things) + ":" + maker.things.size()));
    }

    @Test
    void severalEntitiesARow() {
        severalEntities(repeated(
                "select t, m from Thing t join t.maker m", Object[].class, row -> text((Thing) row[0]) + name(row[1])));
    }

    @Test
    void entitiesWithScalars() {
        entitiesAndScalars(repeated(
                "select t, t.price, t.name from Thing t order by t.id",
                Object[].class,
                row -> text((Thing) row[0]) + row[1] + row[2]));
    }

    @Test
    @SinceHibernate74
    void nativeQueriesOfEntities() {
        byNativeQuery(repeated(
                session -> session.createNativeQuery("select * from Thing order by id", Thing.class)
                        .addSynchronizedEntityClass(Thing.class),
                QueryResultsTest::text));
    }

    @Test
    void scalars() {
        for (String attribute :
                List.of("id", "name", "price", "made", "sold", "code", "grade", "size", "size.width", "maker.id")) {
            Repeated repeated = repeated(
                    "select t." + attribute + " from Thing t order by t.id",
                    Object.class,
                    value -> Arrays.asList(value));
            repeated.first().is("sql 1; default-query-results-region miss 1 put 1; queries 1");
            repeated.second().is("default-query-results-region hit 1; timestamps hit 1");
        }
    }

    @Test
    void rows() {
        Repeated arrays = repeated(
                "select t.id, t.name, t.sold from Thing t order by t.id", Object[].class, row -> Arrays.asList(row));
        arrays.first().is("sql 1; default-query-results-region miss 1 put 1; queries 1");
        arrays.second().is("default-query-results-region hit 1; timestamps hit 1");
        Repeated tuples = repeated(
                "select t.id as id, t.name as name from Thing t order by t.id",
                Tuple.class,
                row -> row.get("name", String.class) + row.get(0));
        tuples.first().is("sql 1; default-query-results-region miss 1 put 1; queries 1");
        tuples.second().is("default-query-results-region hit 1; timestamps hit 1");
        Repeated maps = repeated(
                "select new map(t.id as id, t.name as name) from Thing t order by t.id", Map.class, Map::toString);
        maps.first().is("default-query-results-region hit 1; timestamps hit 1");
        maps.second().is("default-query-results-region hit 1; timestamps hit 1");
        Repeated lists =
                repeated("select new list(t.id, t.name) from Thing t order by t.id", List.class, List::toString);
        lists.first().is("default-query-results-region hit 1; timestamps hit 1");
        lists.second().is("default-query-results-region hit 1; timestamps hit 1");
    }

    @Test
    void instances() {
        Repeated named = repeated(
                "select new " + Named.class.getName() + "(t.id, t.name) from Thing t order by t.id",
                Named.class,
                value -> value);
        named.first().is("sql 1; default-query-results-region miss 1 put 1; queries 1");
        named.second().is("default-query-results-region hit 1; timestamps hit 1");
        Repeated byResult = repeated("select t.id, t.name from Thing t order by t.id", Named.class, value -> value);
        byResult.first().is("default-query-results-region hit 1; timestamps hit 1");
        byResult.second().is("default-query-results-region hit 1; timestamps hit 1");
    }

    @Test
    void aggregates() {
        Repeated repeated = repeated(
                "select t.grade, count(*), sum(t.price), max(t.made) from Thing t group by t.grade order by t.grade",
                Object[].class,
                row -> Arrays.asList(row));
        repeated.first().is("sql 1; default-query-results-region miss 1 put 1; queries 1");
        repeated.second().is("default-query-results-region hit 1; timestamps hit 1");
    }

    private <P> void parameter(String attribute, P value, P other) {
        Function<P, Observed> asked = given -> in(session -> session.createSelectionQuery(
                        "select t.id from Thing t where t." + attribute + " = :p", Long.class)
                .setParameter("p", given)
                .setCacheable(true)
                .getResultList());
        asked.apply(value).is("sql 1; default-query-results-region miss 1 put 1; queries 1");
        asked.apply(other).is("sql 1; default-query-results-region miss 1 put 1; queries 1");
        asked.apply(value).is("default-query-results-region hit 1; timestamps hit 1");
    }

    @Test
    void parameters() {
        parameter("name", "t1", "t2");
        parameter("price", new BigDecimal("1.50"), new BigDecimal("2.50"));
        parameter("made", LocalDate.of(2020, 1, 1), LocalDate.of(2020, 1, 2));
        parameter("sold", Instant.EPOCH, Instant.EPOCH.plusNanos(1000));
        parameter("code", new UUID(0, 1), new UUID(0, 2));
        parameter("grade", Grade.GOOD, Grade.BAD);
        parameter("size", new Size(1, 2), new Size(2, 1));
    }

    @Test
    void anEntityAsParameter() {
        in(session -> session.createSelectionQuery("select t.id from Thing t where t.maker = :p", Long.class)
                        .setParameter("p", session.getReference(Maker.class, 1L))
                        .setCacheable(true)
                        .getResultList())
                .is("sql 1; default-query-results-region miss 1 put 1; queries 1");
        in(session -> session.createSelectionQuery("select t.id from Thing t where t.maker = :p", Long.class)
                        .setParameter("p", session.getReference(Maker.class, 1L))
                        .setCacheable(true)
                        .getResultList())
                .is("default-query-results-region hit 1; timestamps hit 1");
    }
}
