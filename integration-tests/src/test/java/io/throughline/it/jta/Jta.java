package io.throughline.it.jta;

import com.arjuna.ats.arjuna.common.ObjectStoreEnvironmentBean;
import com.arjuna.ats.internal.arjuna.objectstore.VolatileStore;
import com.arjuna.common.internal.util.propertyservice.BeanPopulator;
import io.throughline.it.nodes.Completion;
import io.throughline.it.nodes.Node;
import io.throughline.transaction.CacheServices;
import io.throughline.transaction.DatabaseTransactions;
import io.throughline.transaction.SessionSynchronization;
import jakarta.transaction.NotSupportedException;
import jakarta.transaction.RollbackException;
import jakarta.transaction.SystemException;
import jakarta.transaction.Transaction;
import jakarta.transaction.TransactionManager;
import java.lang.reflect.Field;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.engine.transaction.jta.platform.internal.JBossStandAloneJtaPlatform;

/** Narayana, and nodes whose sessions take part in its transactions. */
final class Jta {

    private static final TransactionManager MANAGER = start();
    /** Long enough for what a test does before the time is over. */
    private static final int TIMEOUT_SECONDS = 5;

    private Jta() {}

    @FunctionalInterface
    interface Work {
        void run() throws Exception;
    }

    /** Its log need not survive, as nothing else here does. */
    private static TransactionManager start() {
        for (String store : new String[] {"default", "communicationStore", "stateStore"}) {
            BeanPopulator.getNamedInstance(ObjectStoreEnvironmentBean.class, store.equals("default") ? null : store)
                    .setObjectStoreType(VolatileStore.class.getName());
        }
        return com.arjuna.ats.jta.TransactionManager.transactionManager();
    }

    static TransactionManager manager() {
        return MANAGER;
    }

    static Node.Builder node(Node.Builder node) {
        return node.set("hibernate.transaction.coordinator_class", "jta")
                .set("hibernate.transaction.jta.platform", JBossStandAloneJtaPlatform.class.getName())
                .set("hibernate.connection.datasource", new EnlistingDataSource(node.database()));
    }

    /** A transaction of this thread's that begins now. */
    static Transaction begin() throws NotSupportedException, SystemException {
        MANAGER.begin();
        return MANAGER.getTransaction();
    }

    /** A transaction of this thread's that the transaction manager rolls back, on a thread of its own, when its time is over. */
    static Transaction beginWithTimeout() throws NotSupportedException, SystemException {
        MANAGER.setTransactionTimeout(TIMEOUT_SECONDS);
        try {
            return begin();
        } finally {
            MANAGER.setTransactionTimeout(0);
        }
    }

    /**
     * Counted down when all who have registered with the transaction by then have heard of its end: the first one to register is the last one to be
     * called. The transaction's status says so earlier.
     *
     * @param transaction just begun
     */
    static CountDownLatch end(Transaction transaction) throws RollbackException, SystemException {
        CountDownLatch ended = new CountDownLatch(1);
        transaction.registerSynchronization(Completion.after(ended::countDown));
        return ended;
    }

    /** The work in a transaction that commits. */
    static void commit(Work work) throws Exception {
        begin();
        boolean done = false;
        try {
            work.run();
            done = true;
        } finally {
            if (done) {
                MANAGER.commit();
            } else {
                MANAGER.rollback();
            }
        }
    }

    /** For those who take no checked exceptions. */
    static void unchecked(Work work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** The work without a transaction or in one of its own, while that of this thread is suspended. */
    static void suspended(Work work) throws Exception {
        Transaction outer = MANAGER.suspend();
        try {
            work.run();
        } finally {
            MANAGER.resume(outer);
        }
    }

    static <T> T onAnotherThread(Callable<T> work) throws Exception {
        return startOnAnotherThread(work).get(30, TimeUnit.SECONDS);
    }

    /** Whoever gets the result gets what the work has thrown, too. */
    static <T> CompletableFuture<T> startOnAnotherThread(Callable<T> work) {
        CompletableFuture<T> done = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        done.complete(work.call());
                    } catch (Throwable e) {
                        done.completeExceptionally(e);
                    }
                },
                "another thread");
        thread.start();
        return done;
    }

    /** How many contexts of JTA transactions the node still knows. */
    static int contexts(Node node) {
        try (var session = node.factory().openSession()) {
            Object synchronization =
                    session.unwrap(SharedSessionContractImplementor.class).getCacheTransactionSynchronization();
            Field services = SessionSynchronization.class.getDeclaredField("services");
            services.setAccessible(true);
            DatabaseTransactions transactions =
                    ((CacheServices) Objects.requireNonNull(services.get(synchronization))).transactions();
            return transactions.size();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("The session's services are not where they were", e);
        }
    }
}
