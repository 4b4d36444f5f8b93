package io.throughline.it.sessions;

import static io.throughline.it.nodes.Counters.amount;
import static io.throughline.it.nodes.Counters.isHit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.throughline.it.model.Counter;
import io.throughline.it.nodes.Completion;
import io.throughline.it.nodes.Nodes;
import jakarta.persistence.Cacheable;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.util.function.Consumer;
import org.hibernate.Session;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.event.service.spi.EventListenerRegistry;
import org.hibernate.event.spi.EventType;
import org.hibernate.event.spi.PostCommitUpdateEventListener;
import org.hibernate.event.spi.PostUpdateEvent;
import org.hibernate.persister.entity.EntityPersister;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The database commits, and then something of the application's throws, so Hibernate tells no observer of the commit. What the transaction has
 * changed is still never read in its old state, and is cached again long before its locks would have run out.
 */
@Timeout(120)
class ThrowingCallbacksTest {

    /** Evicted after a commit, never locked before it. */
    @Entity(name = "Loose")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.NONSTRICT_READ_WRITE)
    static class Loose {

        @Id
        Long id;

        long amount;
    }

    private final Nodes nodes = Nodes.of(
            node -> node.set("hibernate.cache.redis.lock_timeout", "10m"), // longer than the test
            Counter.class,
            Loose.class);

    @BeforeEach
    void cacheBoth() {
        nodes.first().inTransaction(session -> {
            session.persist(new Counter(1, 1));
            Loose row = new Loose();
            row.id = 1L;
            row.amount = 1;
            session.persist(row);
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

    /** What no lock protects is evicted before the listener is called. */
    @Test
    void aListener() {
        listener(ThrowingCallbacksTest::fail);
        commitsAndThrows(session -> {});
        assertThat(looseAmount()).as("when the commit has thrown").isEqualTo(2);
        isCachedAgain();
    }

    @Test
    void aListenerThatThrowsAnError() {
        listener(() -> {
            throw new OutOfMemoryError("of the application's");
        });
        commitsAndThrows(session -> {});
        assertThat(looseAmount()).as("when the commit has thrown").isEqualTo(2);
        isCachedAgain();
    }

    @Test
    void aSynchronization() {
        commitsAndThrows(session ->
                session.getTransaction().registerSynchronization(Completion.after(ThrowingCallbacksTest::fail)));
        Nodes.await(() -> looseAmount() == 2);
        isCachedAgain();
    }

    @Test
    void anotherObserver() {
        try (Session session = nodes.first().factory().openSession()) {
            // before the session has used the cache
            Completion.after(ThrowingCallbacksTest::fail).observe(session);
            commitsAndThrows(session);
        }
        Nodes.await(() -> looseAmount() == 2);
        isCachedAgain();
    }

    /** The session goes on: what its last transaction has left is told with the next one's begin. */
    @Test
    void theSessionsNextTransaction() {
        try (Session session = nodes.first().factory().openSession()) {
            session.getTransaction();
            Completion.onceAfter(ThrowingCallbacksTest::fail).observe(session);
            commitsAndThrows(session);
            session.beginTransaction();
            isCachedAgain();
            assertThat(looseAmount()).isEqualTo(2);
            session.getTransaction().commit();
        }
    }

    private static void fail() {
        throw new IllegalStateException("of the application's");
    }

    private void commitsAndThrows(Consumer<Session> whenBegun) {
        try (Session session = nodes.first().factory().openSession()) {
            commitsAndThrows(session, whenBegun);
        }
    }

    private static void commitsAndThrows(Session session) {
        commitsAndThrows(session, begun -> {});
    }

    private static void commitsAndThrows(Session session, Consumer<Session> whenBegun) {
        session.beginTransaction();
        whenBegun.accept(session);
        session.find(Loose.class, 1L).amount = 2;
        session.find(Counter.class, 1L).amount = 2;
        assertThat(catchThrowable(() -> session.getTransaction().commit()))
                .hasStackTraceContaining("of the application's");
    }

    private long looseAmount() {
        return nodes.second().<Long>fromTransaction(session -> session.find(Loose.class, 1L).amount);
    }

    private void isCachedAgain() {
        Nodes.await(() -> isHit(nodes.second()));
        assertThat(amount(nodes.second())).isEqualTo(2);
    }

    private void listener(Runnable work) {
        nodes.first()
                .factory()
                .getServiceRegistry()
                .requireService(EventListenerRegistry.class)
                .appendListeners(EventType.POST_COMMIT_UPDATE, new PostCommitUpdateEventListener() {
                    @Override
                    public void onPostUpdate(PostUpdateEvent event) {
                        work.run();
                    }

                    @Override
                    public void onPostUpdateCommitFailed(PostUpdateEvent event) {
                        // it does not
                    }

                    @Override
                    public boolean requiresPostCommitHandling(EntityPersister persister) {
                        return true;
                    }
                });
    }
}
