package io.throughline.it.faults;

import static io.throughline.it.nodes.Counters.amount;
import static io.throughline.it.nodes.Counters.isHit;
import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.model.Counter;
import io.throughline.it.nodes.Nodes;
import jakarta.persistence.Cacheable;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.function.Consumer;
import org.hibernate.Session;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Memory does not suffice to encode what a transaction has to store. Redis is still told what the transaction has changed. */
@Timeout(120)
class ErrorsAtCommitTest {

    /** Evicted after a commit, never locked before it. */
    @Entity(name = "Loose")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.NONSTRICT_READ_WRITE)
    static class Loose {

        @Id
        Long id;

        long amount;
    }

    @Entity(name = "Parcel")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Parcel {

        @Id
        Long id;

        Serializable content;
    }

    /** Too large to be gone through. */
    static class TooLarge extends ArrayList<String> {

        private static final long serialVersionUID = 1L;

        TooLarge() {
            add("x");
        }

        @Override
        public Iterator<String> iterator() {
            throw new OutOfMemoryError("no more of it");
        }

        /** Hibernate compares it when it looks for changes. */
        @Override
        public boolean equals(Object other) {
            return other instanceof TooLarge;
        }

        @Override
        public int hashCode() {
            return 1;
        }
    }

    private final Nodes nodes = Nodes.of(
            node -> node.set("hibernate.cache.redis.lock_timeout", "10m") // longer than the test
                    .set("hibernate.cache.redis.allowed_types", TooLarge.class.getName()),
            Counter.class,
            Loose.class,
            Parcel.class);

    @BeforeEach
    void cacheBoth() {
        nodes.first().inTransaction(session -> {
            session.persist(new Counter(1, 1));
            Loose row = new Loose();
            row.id = 1L;
            row.amount = 1;
            session.persist(row);
            session.persist(parcel(1, "text"));
        });
        Nodes.await(() -> {
            long sql = nodes.second().sqlStatements();
            looseAmount();
            return isHit(nodes.second()) && nodes.second().sqlStatements() == sql;
        });
    }

    @AfterEach
    void stop() {
        nodes.close();
    }

    @Test
    void ofAnInsert() {
        commits(session -> session.persist(parcel(2, new TooLarge())));
    }

    @Test
    void ofAnUpdate() {
        commits(session -> session.find(Parcel.class, 1L).content = new TooLarge());
        assertThat(nodes.second().<Serializable>fromTransaction(session -> session.find(Parcel.class, 1L).content))
                .isNotEqualTo("text");
    }

    private void commits(Consumer<Session> tooMuch) {
        nodes.first().inTransaction(session -> {
            tooMuch.accept(session);
            session.find(Loose.class, 1L).amount = 2;
            session.find(Counter.class, 1L).amount = 2;
        });
        assertThat(looseAmount()).as("what no lock protects").isEqualTo(2);
        assertThat(amount(nodes.second())).as("what locks protect").isEqualTo(2);
        Nodes.await(() -> isHit(nodes.second()));
    }

    private long looseAmount() {
        return nodes.second().<Long>fromTransaction(session -> session.find(Loose.class, 1L).amount);
    }

    private static Parcel parcel(long id, Serializable content) {
        Parcel parcel = new Parcel();
        parcel.id = id;
        parcel.content = content;
        return parcel;
    }
}
