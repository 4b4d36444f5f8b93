package io.throughline.it.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.model.Ticket;
import io.throughline.it.nodes.Nodes;
import jakarta.persistence.LockModeType;
import java.util.function.BiConsumer;
import org.hibernate.CacheMode;
import org.hibernate.Session;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What changes a version, or only locks a row, in all the ways that Hibernate has: the other node never sees the older version. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LocksAndVersionsTest {

    enum Change {
        PESSIMISTIC_WRITE((session, ticket) -> session.lock(ticket, LockModeType.PESSIMISTIC_WRITE), 0),
        FORCE_INCREMENT_AT_COMMIT(
                (session, ticket) -> session.lock(ticket, LockModeType.OPTIMISTIC_FORCE_INCREMENT), 1),
        FORCE_INCREMENT_NOW((session, ticket) -> session.lock(ticket, LockModeType.PESSIMISTIC_FORCE_INCREMENT), 1),
        FLUSH_THEN_FORCE_INCREMENT(
                (session, ticket) -> {
                    ticket.subject = "changed";
                    session.flush();
                    session.lock(ticket, LockModeType.PESSIMISTIC_FORCE_INCREMENT);
                },
                1), // the update has locked the row already
        FORCE_INCREMENT_THEN_FLUSH(
                (session, ticket) -> {
                    session.lock(ticket, LockModeType.PESSIMISTIC_FORCE_INCREMENT);
                    ticket.subject = "changed";
                    session.flush();
                },
                2),
        CHANGE_AND_FORCE_INCREMENT_AT_COMMIT(
                (session, ticket) -> {
                    ticket.subject = "changed";
                    session.lock(ticket, LockModeType.OPTIMISTIC_FORCE_INCREMENT);
                },
                2),
        FORCE_INCREMENT_BY_QUERY(
                (session, ticket) -> {
                    session.clear();
                    query(session, ticket, LockModeType.PESSIMISTIC_FORCE_INCREMENT);
                },
                1),
        FORCE_INCREMENT_AT_COMMIT_BY_QUERY(
                (session, ticket) -> {
                    session.clear();
                    query(session, ticket, LockModeType.OPTIMISTIC_FORCE_INCREMENT);
                },
                1),
        FORCE_INCREMENT_BY_QUERY_WITHOUT_CACHE(
                (session, ticket) -> {
                    session.clear();
                    session.setCacheMode(CacheMode.IGNORE);
                    query(session, ticket, LockModeType.PESSIMISTIC_FORCE_INCREMENT);
                },
                1),
        FORCE_INCREMENT_BY_FIND(
                (session, ticket) -> {
                    session.clear();
                    session.find(Ticket.class, ticket.id, LockModeType.PESSIMISTIC_FORCE_INCREMENT);
                },
                1),
        FORCE_INCREMENT_AT_COMMIT_BY_FIND(
                (session, ticket) -> {
                    session.clear();
                    session.find(Ticket.class, ticket.id, LockModeType.OPTIMISTIC_FORCE_INCREMENT);
                },
                1),
        FORCE_INCREMENT_BY_QUERY_THEN_CHANGE(
                (session, ticket) -> {
                    session.clear();
                    query(session, ticket, LockModeType.OPTIMISTIC_FORCE_INCREMENT);
                    session.find(Ticket.class, ticket.id).subject = "changed";
                    ticket.subject = "changed";
                },
                2),
        REFRESH((session, ticket) -> session.refresh(ticket), 0),
        REFRESH_AFTER_CHANGE(
                (session, ticket) -> {
                    ticket.subject = "changed";
                    session.flush();
                    session.refresh(ticket);
                },
                1),
        CHANGE_WITHOUT_CACHE(
                (session, ticket) -> {
                    session.setCacheMode(CacheMode.IGNORE);
                    ticket.subject = "changed";
                },
                1);

        private static void query(Session session, Ticket ticket, LockModeType mode) {
            session.createSelectionQuery("from Ticket where id = :id", Ticket.class)
                    .setParameter("id", ticket.id)
                    .setLockMode(mode)
                    .getResultList();
        }

        private final BiConsumer<Session, Ticket> work;
        private final int increments;

        Change(BiConsumer<Session, Ticket> work, int increments) {
            this.work = work;
            this.increments = increments;
        }
    }

    private Nodes nodes;
    private long id;

    @BeforeAll
    void start() {
        nodes = Nodes.of(Ticket.class);
    }

    @BeforeEach
    void aNewTicket() {
        id = nodes.first()
                .fromTransaction(session -> {
                    Ticket ticket = new Ticket("new");
                    session.persist(ticket);
                    return ticket;
                })
                .id;
        nodes.awaitClocks();
        assertThat(version()).isZero();
    }

    @AfterAll
    void stop() {
        nodes.close();
    }

    private int version() {
        return nodes.second().fromTransaction(session -> session.find(Ticket.class, id).version);
    }

    private String subject() {
        return nodes.second().fromTransaction(session -> session.find(Ticket.class, id).subject);
    }

    @ParameterizedTest
    @EnumSource
    void theOtherNodeSeesIt(Change change) {
        String[] subject = new String[1];
        nodes.first().inTransaction(session -> {
            Ticket ticket = session.find(Ticket.class, id);
            change.work.accept(session, ticket);
            subject[0] = ticket.subject;
        });
        int inDatabase = nodes.second()
                .fromTransaction(
                        session -> session.createNativeQuery("select version from Ticket where id = :id", Integer.class)
                                .setParameter("id", id)
                                .getSingleResult());
        assertThat(inDatabase).isEqualTo(change.increments);
        for (int i = 0; i < 3; i++) { // straight after the commit, after a put, and as a hit
            assertThat(version()).isEqualTo(change.increments);
            assertThat(subject()).isEqualTo(subject[0]);
            nodes.awaitClocks();
        }
    }
}
