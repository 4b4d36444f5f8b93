package io.throughline.it.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.throughline.it.nodes.Node;
import io.throughline.it.servers.Database;
import io.throughline.it.servers.TestServers;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.hibernate.Cache;
import org.hibernate.Session;
import org.hibernate.StatelessSession;
import org.hibernate.query.NativeQuery;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Runs with Hibernate's own provider and with this cache, and expects the same of both: what a session gets, what Hibernate's statistics count, and
 * how many SQL statements it takes. Where this cache differs on purpose, the expectation names the {@link Difference}.
 */
@ParameterizedClass
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@EnumSource(Provider.class)
abstract class ComparisonTest {

    private static final Database DATABASE = TestServers.postgres().createDatabase();

    private static final String EMPTY_ALL_TABLES = """
            do $$ begin
              execute (select 'truncate ' || string_agg(quote_ident(tablename), ',') || ' cascade'
                       from pg_tables where schemaname = 'public');
            end $$""";

    @Parameter
    Provider provider;

    private final List<Class<?>> entities;
    private Node node;

    ComparisonTest(Class<?>... entities) {
        this.entities = List.of(entities);
    }

    /** One node serves the tests of a class: the tables, the cache and the statistics are emptied. */
    @BeforeEach
    void start() {
        if (node == null) {
            node = configured(provider.on(DATABASE))
                    .set("hibernate.hbm2ddl.auto", "create")
                    .entities(entities.toArray(Class<?>[]::new))
                    .connections(4)
                    .start();
        }
        node.inTransaction(session -> session.doWork(connection -> {
            try (var statement = connection.createStatement()) {
                statement.execute(EMPTY_ALL_TABLES);
            }
        }));
        cache().evictAllRegions();
        node.statistics().clear();
        provider.settle(node);
        prepare();
    }

    @AfterParameterizedClassInvocation
    void stop() {
        if (node != null) {
            node.close();
            node = null;
        }
    }

    /** Settings of a test class. */
    Node.Builder configured(Node.Builder builder) {
        return builder;
    }

    /** What is there before each test. */
    void prepare() {}

    Node node() {
        return node;
    }

    Cache cache() {
        return node.factory().getCache();
    }

    /** What is seen of any work. */
    Observed observed(Runnable work) {
        provider.settle(node);
        Counts before = Counts.of(node.statistics());
        work.run();
        return new Observed(provider, Counts.of(node.statistics()).since(before).toString());
    }

    /** What is seen of a session and a transaction that commits. */
    Observed in(Consumer<Session> work) {
        return observed(() -> node.inTransaction(work));
    }

    /** The same, of a stateless one. */
    Observed inStateless(Consumer<StatelessSession> work) {
        return observed(() -> node.factory().inStatelessTransaction(work::accept));
    }

    /** What is seen of a transaction that is rolled back. */
    Observed rolledBack(Consumer<Session> work) {
        return observed(() -> {
            try (Session session = node.factory().openSession()) {
                session.beginTransaction();
                work.accept(session);
                session.getTransaction().rollback();
            }
        });
    }

    /** What is seen of a transaction that fails like this. */
    Observed failing(Class<? extends Throwable> type, Consumer<Session> work) {
        return observed(() -> {
            Throwable thrown = catchThrowable(() -> node.inTransaction(work));
            assertThat(thrown).isNotNull();
            assertThat(thrown.getClass()).as(() -> "the type of " + thrown).isEqualTo(type);
        });
    }

    /** Without being observed. */
    void prepare(Consumer<Session> work) {
        provider.settle(node);
        node.inTransaction(work);
        provider.settle(node);
    }

    <T> T get(Function<Session, T> work) {
        provider.settle(node);
        return node.fromTransaction(work);
    }

    /** What is expected where the two differ on purpose. */
    <T> T differs(Difference difference, T withHibernates, T withRedis) {
        assertThat(withRedis).as("%s is no difference here", difference).isNotEqualTo(withHibernates);
        return provider == Provider.REDIS ? withRedis : withHibernates;
    }

    /** A statement of SQL, which may be told what it changes. */
    static NativeQuery<?> sql(Session session, String statement) {
        return (NativeQuery<?>) session.createNativeMutationQuery(statement);
    }
}
