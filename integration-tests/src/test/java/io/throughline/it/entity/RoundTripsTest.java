package io.throughline.it.entity;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.model.Account;
import io.throughline.it.model.Counter;
import io.throughline.it.model.Product;
import io.throughline.it.model.Review;
import io.throughline.it.model.Ticket;
import io.throughline.it.nodes.Nodes;
import io.throughline.it.relay.RoundTrips;
import io.throughline.it.relay.Stall;
import io.throughline.protocol.Evaluation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.Session;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The table of round trips, counted on the wire: every reply is held, and the bursts of requests between replies are counted. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RoundTripsTest {

    private Nodes nodes;
    private long nextId = 1000;

    @BeforeAll
    void start() {
        nodes = Nodes.of(Ticket.class, Counter.class, Product.class, Review.class, Account.class);
    }

    @AfterAll
    void stop() {
        nodes.close();
    }

    @Test
    void anOpenSessionAnEmptyTransactionAndARollbackCostNothing() {
        RoundTrips trips = nodes.count(() -> {
            try (Session session = nodes.first().factory().openSession()) {
                session.isOpen();
            }
            nodes.first().inTransaction(session -> {});
            try (Session session = nodes.first().factory().openSession()) {
                session.beginTransaction();
                session.persist(new Ticket("never"));
                session.getTransaction().rollback();
            }
        });
        assertThat(trips.roundTrips()).as(trips.toString()).isZero();
    }

    @Test
    void aHitCostsOne() {
        long id = insertTickets(1).get(0);
        nodes.awaitClocks();
        RoundTrips trips = nodes.count(() -> nodes.first().inTransaction(session -> session.find(Ticket.class, id)));
        assertThat(trips.roundTrips()).as(trips.toString()).isEqualTo(1);
    }

    @Test
    void aMissCostsOneAndItsPutOneMore() {
        long id = insertTickets(1).get(0);
        nodes.first().factory().getCache().evictEntityData(Ticket.class, id);
        nodes.awaitClocks();
        RoundTrips trips = nodes.count(() -> nodes.first().inTransaction(session -> session.find(Ticket.class, id)));
        assertThat(trips.roundTrips()).as(trips.toString()).isEqualTo(2);
        nodes.awaitClocks();
        long sql = nodes.second().sqlStatements();
        nodes.second().inTransaction(session -> session.find(Ticket.class, id));
        assertThat(nodes.second().sqlStatements()).isEqualTo(sql);
    }

    /** Hibernate asks for the natural id of each entity that it has loaded: that costs nothing. */
    @Test
    void anEntityWithANaturalIdCostsNoMore() {
        long id = nextId++;
        nodes.first().inTransaction(session -> session.persist(new Account(id, "n" + id, "me")));
        nodes.awaitClocks();
        RoundTrips hit = nodes.count(() -> nodes.first().inTransaction(session -> session.find(Account.class, id)));
        assertThat(hit.roundTrips()).as(hit.toString()).isEqualTo(1);
        nodes.first().factory().getCache().evictEntityData(Account.class, id);
        nodes.first().factory().getCache().evictNaturalIdData(Account.class);
        nodes.awaitClocks();
        RoundTrips miss = nodes.count(() -> nodes.first().inTransaction(session -> session.find(Account.class, id)));
        assertThat(miss.roundTrips()).as(miss.toString()).isEqualTo(2);
        assertThat(miss.commands())
                .as("the entity read, it and its natural id put")
                .isEqualTo(2);
    }

    @Test
    void aRowThatDoesNotExistIsAskedForOnceATransaction() {
        RoundTrips trips = nodes.count(() -> nodes.first().inTransaction(session -> {
            session.find(Ticket.class, -1L);
            session.find(Ticket.class, -1L);
        }));
        assertThat(trips.roundTrips()).as(trips.toString()).isEqualTo(1);
    }

    /** How many EVALSHA a pipeline of so many operations is. */
    private static int evaluations(int operations) {
        return (operations + Evaluation.MOST_CALLS - 1) / Evaluation.MOST_CALLS;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 50, 500})
    void insertingRowsCostsOne(int rows) {
        RoundTrips trips = nodes.count(() -> insertTickets(rows));
        assertThat(trips.roundTrips()).as(trips.toString()).isEqualTo(1);
        assertThat(trips.commands()).as(trips.toString()).isEqualTo(evaluations(rows));
    }

    /** Of such an entity Hibernate asks the cache whether its row is there: it has no version that tells, and an id of the application's. */
    @Test
    void persistingWithAnAssignedIdAsksNobody() {
        RoundTrips trips = nodes.count(() -> nodes.first().inTransaction(session -> {
            for (long id = 70_000; id < 70_020; id++) {
                session.persist(new Product(id, "assigned"));
            }
        }));
        // its collections are locked, as in any commit
        assertThat(trips.roundTrips()).as(trips.toString()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 50, 500})
    void updatingRowsCostsTwo(int rows) {
        List<Long> ids = insertTickets(rows);
        RoundTrips trips = changing(ids, session -> {}, ticket -> ticket.subject = "changed");
        assertThat(trips.roundTrips()).as(trips.toString()).isEqualTo(2);
        assertThat(trips.commands()).as(trips.toString()).isEqualTo(2 * evaluations(rows));
        nodes.awaitClocks();
        long sql = nodes.second().sqlStatements();
        nodes.second()
                .inTransaction(session -> ids.forEach(
                        id -> assertThat(session.find(Ticket.class, id).subject).isEqualTo("changed")));
        assertThat(nodes.second().sqlStatements()).as("written through").isEqualTo(sql);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 50, 500})
    void deletingRowsCostsTwo(int rows) {
        List<Long> ids = insertTickets(rows);
        RoundTrips trips = changing(
                ids, session -> ids.forEach(id -> session.remove(session.find(Ticket.class, id))), ticket -> {});
        assertThat(trips.roundTrips()).as(trips.toString()).isEqualTo(2);
        nodes.awaitClocks();
        nodes.second()
                .inTransaction(session -> ids.forEach(
                        id -> assertThat(session.find(Ticket.class, id)).isNull()));
    }

    /** Loads the tickets first, and counts only what changing and committing costs. */
    private RoundTrips changing(
            List<Long> ids, java.util.function.Consumer<Session> work, java.util.function.Consumer<Ticket> change) {
        try (Session session = nodes.first().factory().openSession()) {
            session.beginTransaction();
            List<Ticket> tickets = new ArrayList<>();
            ids.forEach(id -> tickets.add(session.find(Ticket.class, id)));
            return nodes.count(() -> {
                work.accept(session);
                tickets.forEach(change);
                session.getTransaction().commit();
            });
        }
    }

    @Test
    void everythingAtOnceCostsTwo() {
        long product = nextId++;
        long account = nextId++;
        List<Long> tickets = insertTickets(20);
        nodes.first().inTransaction(session -> {
            session.persist(new Product(product, "p"));
            session.persist(new Account(account, "n" + account, "me"));
        });
        try (Session session = nodes.first().factory().openSession()) {
            session.beginTransaction();
            Product loaded = session.find(Product.class, product);
            Account owner = session.find(Account.class, account);
            List<Ticket> some =
                    tickets.stream().map(id -> session.find(Ticket.class, id)).toList();
            loaded.tags.size();
            loaded.reviews.size();
            RoundTrips trips = nodes.count(() -> {
                loaded.name = "q";
                loaded.tags.add("t");
                owner.number = "m" + account;
                some.subList(0, 10).forEach(ticket -> ticket.subject = "x");
                some.subList(10, 15).forEach(session::remove);
                session.persist(new Ticket("new"));
                session.createMutationQuery("update Counter set amount = 0").executeUpdate();
                session.getTransaction().commit();
            });
            assertThat(trips.roundTrips()).as(trips.toString()).isEqualTo(2);
        }
    }

    @Test
    void evictingAnEntityOrARegionCostsOneEach() {
        long id = insertTickets(1).get(0);
        RoundTrips entity = nodes.count(() -> nodes.first().factory().getCache().evictEntityData(Ticket.class, id));
        assertThat(entity.roundTrips()).as(entity.toString()).isEqualTo(1);
        RoundTrips region = nodes.count(() -> nodes.first().factory().getCache().evictEntityData(Ticket.class));
        assertThat(region.roundTrips()).as(region.toString()).isEqualTo(1);
    }

    @Test
    void aRollbackDoesNotWaitForRedis() {
        long id = insertTickets(1).get(0);
        try (Session session = nodes.first().factory().openSession()) {
            session.beginTransaction();
            session.find(Ticket.class, id).subject = "rolled back";
            session.flush();
            try (Stall everything = nodes.relay().stallAll(command -> true)) {
                session.getTransaction().rollback(); // comes back although nothing is answered
                everything.awaitStalled(Duration.ofSeconds(30)); // the eviction, off this thread
            }
        }
    }

    private List<Long> insertTickets(int count) {
        return nodes.first().fromTransaction(session -> {
            List<Ticket> tickets = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                Ticket ticket = new Ticket("ticket " + i);
                session.persist(ticket);
                tickets.add(ticket);
            }
            return tickets.stream().map(ticket -> ticket.id).toList();
        });
    }
}
