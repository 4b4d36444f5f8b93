package io.throughline.it.sessions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.throughline.it.nodes.Nodes;
import io.throughline.it.relay.RoundTrips;
import io.throughline.it.relay.Stall;
import io.throughline.protocol.Scripts;
import jakarta.persistence.Cacheable;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.MappedSuperclass;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.annotations.NaturalId;
import org.hibernate.annotations.NaturalIdCache;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The strategies other than READ_WRITE, and what each costs a commit. */
class StrategiesTest {

    @MappedSuperclass
    public abstract static class Thing {

        @Id
        public Long id;

        public String name;

        @NaturalId(mutable = true)
        public String code;
    }

    @Entity(name = "Nonstrict")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.NONSTRICT_READ_WRITE)
    @NaturalIdCache
    public static class Nonstrict extends Thing {

        @ElementCollection
        @Cache(usage = CacheConcurrencyStrategy.NONSTRICT_READ_WRITE)
        public Set<String> tags = new TreeSet<>();
    }

    @Entity(name = "Transactional")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.TRANSACTIONAL)
    @NaturalIdCache
    public static class Transactional extends Thing {

        @ElementCollection
        @Cache(usage = CacheConcurrencyStrategy.TRANSACTIONAL)
        public Set<String> tags = new TreeSet<>();
    }

    @Entity(name = "ReadOnly")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_ONLY)
    public static class ReadOnly {

        @Id
        public Long id;

        public String name;
    }

    private final Nodes nodes = Nodes.of(Nonstrict.class, Transactional.class, ReadOnly.class);

    @AfterEach
    void stop() {
        nodes.close();
    }

    private <T extends Thing> void insert(T thing) {
        thing.id = 1L;
        thing.name = "old";
        thing.code = "c1";
        nodes.first().inTransaction(session -> session.persist(thing));
        for (int i = 0; i < 2; i++) {
            nodes.awaitClocks();
            assertThat(nameOnSecond(thing.getClass())).isEqualTo("old");
            assertThat(byCode(thing.getClass(), "c1").id).isEqualTo(1);
        }
        nodes.awaitClocks();
        long sql = nodes.second().sqlStatements();
        assertThat(nameOnSecond(thing.getClass())).isEqualTo("old");
        assertThat(byCode(thing.getClass(), "c1").id).isEqualTo(1);
        assertThat(nodes.second().sqlStatements()).as("both are cached").isEqualTo(sql);
    }

    private String nameOnSecond(Class<? extends Thing> type) {
        return nodes.second().fromTransaction(session -> session.find(type, 1L).name);
    }

    private <T extends Thing> T byCode(Class<T> type, String code) {
        return nodes.second()
                .fromTransaction(session -> session.bySimpleNaturalId(type).load(code));
    }

    private RoundTrips rename(Class<? extends Thing> type) {
        try (var session = nodes.first().factory().openSession()) {
            session.beginTransaction();
            session.find(type, 1L).name = "new";
            return nodes.count(() -> session.getTransaction().commit());
        }
    }

    @Test
    void nonstrictEvictsAfterTheCommitInOneRoundTrip() {
        insert(new Nonstrict());
        RoundTrips trips = rename(Nonstrict.class);
        assertThat(trips.roundTrips()).as(trips.toString()).isEqualTo(1);
        assertThat(nameOnSecond(Nonstrict.class)).isEqualTo("new");
    }

    @Test
    void transactionalIsTheReadWriteProtocol() {
        insert(new Transactional());
        RoundTrips trips = rename(Transactional.class);
        assertThat(trips.roundTrips()).as(trips.toString()).isEqualTo(2);
        nodes.awaitClocks();
        long sql = nodes.second().sqlStatements();
        assertThat(nameOnSecond(Transactional.class)).isEqualTo("new");
        assertThat(nodes.second().sqlStatements()).as("written through").isEqualTo(sql);
    }

    @ParameterizedTest
    @ValueSource(classes = {Nonstrict.class, Transactional.class})
    void naturalIdsChangeAndGo(Class<? extends Thing> type) throws Exception {
        insert(type.getDeclaredConstructor().newInstance());
        nodes.first().inTransaction(session -> session.find(type, 1L).code = "c2");
        assertThat(byCode(type, "c1")).isNull();
        assertThat(byCode(type, "c2").id).isEqualTo(1);
        nodes.first().inTransaction(session -> session.remove(session.find(type, 1L)));
        assertThat(byCode(type, "c2")).isNull();
    }

    /** What a reader loaded before the commit comes too late to be put after it: the eviction fences. */
    @Test
    void nonstrictLatePutsAreRefused() throws Exception {
        insert(new Nonstrict());
        nodes.first().factory().getCache().evictEntityData(Nonstrict.class, 1L);
        nodes.awaitClocks();
        CompletableFuture<String> late;
        try (Stall put =
                nodes.relay().stall(command -> command.runs(Scripts.shipped().put()))) {
            late = CompletableFuture.supplyAsync(() ->
                    nodes.first().fromTransaction(session -> session.find(Nonstrict.class, 1L).name));
            put.awaitStalled(Duration.ofSeconds(30));
            nodes.second().inTransaction(session -> session.find(Nonstrict.class, 1L).name = "new");
        }
        assertThat(late.get(30, TimeUnit.SECONDS)).isEqualTo("old");
        nodes.awaitClocks();
        assertThat(nameOnSecond(Nonstrict.class)).isEqualTo("new");
    }

    /** Its own change is not read from the cache while the transaction lasts. */
    @Test
    void nonstrictDoesNotReadWhatItHasChanged() {
        insert(new Nonstrict());
        nodes.first().inTransaction(session -> {
            session.find(Nonstrict.class, 1L).name = "new";
            session.flush();
            session.clear();
            assertThat(session.find(Nonstrict.class, 1L).name).isEqualTo("new");
        });
        assertThat(nameOnSecond(Nonstrict.class)).isEqualTo("new");
    }

    @Test
    void readOnlyIsInsertedAndDeletedButNotUpdated() {
        nodes.first().inTransaction(session -> {
            ReadOnly row = new ReadOnly();
            row.id = 1L;
            row.name = "old";
            session.persist(row);
        });
        nodes.awaitClocks();
        assertThatThrownBy(() -> nodes.first().inTransaction(session -> session.find(ReadOnly.class, 1L).name = "new"))
                .hasStackTraceContaining("cached as READ_ONLY");
        assertThat(nodes.second().<String>fromTransaction(session -> session.find(ReadOnly.class, 1L).name))
                .isEqualTo("old");
        nodes.first().inTransaction(session -> session.remove(session.find(ReadOnly.class, 1L)));
        nodes.second()
                .inTransaction(
                        session -> assertThat(session.find(ReadOnly.class, 1L)).isNull());
    }
}
