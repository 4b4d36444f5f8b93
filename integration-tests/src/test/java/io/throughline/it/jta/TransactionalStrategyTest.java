package io.throughline.it.jta;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.nodes.Nodes;
import io.throughline.it.relay.RoundTrips;
import jakarta.persistence.Cacheable;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import org.hibernate.Session;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** TRANSACTIONAL is the read-write protocol, under JTA as well. */
class TransactionalStrategyTest {

    @Entity(name = "Account")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.TRANSACTIONAL)
    public static class Account {

        @Id
        public Long id;

        public long amount;
    }

    private final Nodes nodes = Nodes.of(Jta::node, Account.class);

    @AfterEach
    void stop() {
        nodes.close();
    }

    private long secondReads() {
        return nodes.second().fromTransaction(session -> session.find(Account.class, 1L).amount);
    }

    @Test
    void isWrittenThroughAfterTheCommit() throws Exception {
        nodes.first().inTransaction(session -> {
            Account account = new Account();
            account.id = 1L;
            session.persist(account);
        });
        nodes.awaitClocks();
        assertThat(secondReads()).isZero();
        Jta.begin();
        Session session = nodes.first().factory().openSession();
        session.find(Account.class, 1L).amount = 5;
        session.flush();
        Jta.suspended(() -> assertThat(secondReads()).as("uncommitted").isZero());
        RoundTrips trips = nodes.count(() -> Jta.unchecked(() -> Jta.manager().commit()));
        assertThat(trips.roundTrips()).as(trips.toString()).isEqualTo(2);
        nodes.awaitClocks();
        long sql = nodes.second().sqlStatements();
        assertThat(secondReads()).isEqualTo(5);
        assertThat(nodes.second().sqlStatements()).as("a hit").isEqualTo(sql);
    }
}
