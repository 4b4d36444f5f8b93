package io.throughline.transaction;

import io.throughline.protocol.EntryAddress;
import io.throughline.protocol.Item;
import io.throughline.protocol.Pipeline;
import java.util.List;
import org.hibernate.cache.spi.CacheTransactionSynchronization;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.event.service.spi.EventListenerRegistry;
import org.hibernate.event.spi.EventType;
import org.jspecify.annotations.Nullable;

/**
 * A session's part in the cache: its asOf, and the context of its current transaction. {@link SessionReads}, {@link SessionQueries} and {@link
 * SessionChanges} handle what it reads, looks up and changes. What it does outside a transaction is sent at once.
 *
 * <p>asOf is the lower bound of the server's clock when the session was opened, or when its last transaction ended. Joining a transaction
 * raises it only under READ COMMITTED, because otherwise the database's snapshot may be older.
 */
public final class SessionSynchronization implements CacheTransactionSynchronization {

    private static final List<EventType<?>> POST_COMMIT =
            List.of(EventType.POST_COMMIT_UPDATE, EventType.POST_COMMIT_INSERT, EventType.POST_COMMIT_DELETE);

    private final CacheServices services;
    private final SharedSessionContractImplementor session;
    private final SessionReads reads;
    private @Nullable SessionQueries queries;
    private @Nullable SessionChanges changes;
    private long asOf;
    private @Nullable CompletionObserver observer;
    /** The observer of the coordinator that was made for this session, whichever session asked first. */
    private @Nullable CompletionObserver observerOfOwn;

    private @Nullable Object joinedWhenOpened;
    private boolean wroteOutsideTransaction;

    public SessionSynchronization(CacheServices services, SharedSessionContractImplementor session) {
        this.services = services;
        this.session = session;
        this.asOf = services.clock().atLeast();
        this.reads = new SessionReads(this, services);
    }

    /** The one that belongs to the session, whatever kind of session it is. */
    static SessionSynchronization of(SharedSessionContractImplementor session) {
        return (SessionSynchronization) session.getCacheTransactionSynchronization();
    }

    SessionReads reads() {
        return reads;
    }

    SessionQueries queries() {
        SessionQueries known = queries;
        if (known == null) {
            known = new SessionQueries(this, services);
            queries = known;
        }
        return known;
    }

    SessionChanges changes() {
        SessionChanges known = changes;
        if (known == null) {
            known = new SessionChanges(this, services, session);
            changes = known;
        }
        return known;
    }

    // Hibernate's calls; stateless sessions make none of them, or only the first

    @Override
    public long getCachingTimestamp() {
        return asOf;
    }

    @Override
    public void transactionJoined() {
        if (session.getTransactionCoordinator() == null) {
            openedWithin(JtaTransactions.current(session.getFactory()));
        } else {
            observer().begun(JtaTransactions.current(session));
            transactionBegan();
        }
    }

    /** The session is being opened in a JTA transaction, and cannot be asked for its coordinator yet; the join is noticed later. */
    private void openedWithin(@Nullable Object jtaTransaction) {
        joinedWhenOpened = jtaTransaction;
        JtaTransactions.beforeCompletion(session.getFactory(), () -> {
            if (observer == null) {
                observer().prepared();
            }
        });
    }

    @Override
    public void transactionCompleting() {
        // an observer that the coordinator knows hears of it after all synchronizations, which may still flush
        if (observer != null) {
            observer.completing();
        }
    }

    /** If there is a context, the observer raises asOf once Redis has what the commit owes it. */
    @Override
    public void transactionCompleted(boolean successful) {
        if (observer != null && observer.completed()) {
            transactionEnded();
        } else {
            forget();
        }
    }

    void transactionBegan() {
        if (services.isolation().isReadCommitted() && !isReading()) {
            asOf = services.clock().atLeast();
        }
    }

    /** A cursor that was opened before the transaction began still shows what was committed then. */
    private boolean isReading() {
        return session.getJdbcCoordinator()
                .getLogicalConnection()
                .getResourceRegistry()
                .hasRegisteredResources();
    }

    void transactionEnded() {
        asOf = services.clock().atLeast();
        forget();
    }

    private void forget() {
        wroteOutsideTransaction = false;
        reads.transactionEnded();
        if (queries != null) {
            queries.transactionEnded();
        }
        if (changes != null) {
            changes.transactionEnded();
        }
    }

    /** Whether the application listens to changes after commits, and may then throw. */
    boolean hasPostCommitListeners() {
        EventListenerRegistry listeners =
                session.getFactory().getServiceRegistry().requireService(EventListenerRegistry.class);
        for (EventType<?> event : POST_COMMIT) {
            if (!listeners.getEventListenerGroup(event).isEmpty()) {
                return true;
            }
        }
        return false;
    }

    boolean isClosed() {
        return !session.isOpenOrWaitingForAutoClose();
    }

    /** The session's own asOf. In a transaction with other sessions it may have to use an earlier one. */
    long asOf() {
        return asOf;
    }

    // outside transactions

    /** What was known before does not hold for what the session reads from now on, which may not be committed. */
    void wroteOutsideTransaction() {
        wroteOutsideTransaction = true;
        reads.forgetPrefetched();
        if (queries != null) {
            queries.outOfDate();
        }
    }

    /** Whether what the session has read outside a transaction may be put: it is known to be committed, and Redis is trusted. */
    boolean mayPutOutsideTransaction(EntryAddress address) {
        return !services.clock().isVoid(asOf)
                && !services.unsettled().blocks(address)
                && services.pipeline().believedFrom(address.key()) != Pipeline.NOTHING
                && !wroteOutsideTransaction
                // on the application's own connection, and in a JTA transaction that it has not joined, it may see what
                // is not committed
                && !isOnProvidedConnection()
                && !JtaTransactions.surround(session);
    }

    /**
     * @param replaceBefore items stamped before this are replaced
     * @return whether it waits to be put
     */
    boolean putOutsideTransaction(EntryAddress address, Item item, long replaceBefore) {
        return services.loadsOutsideTransactions()
                .add(
                        address,
                        services.operations().putLoaded(address, item, services.loadedAsOf(asOf), replaceBefore),
                        asOf,
                        services.activity().region(address.region()));
    }

    /** A query result. If it replaces an older one, that one is out of date wherever it is kept. */
    void putResultOutsideTransaction(EntryAddress address, Item item) {
        services.loadsOutsideTransactions()
                .add(
                        null,
                        services.operations().putLoaded(address, item, services.loadedAsOf(asOf), 0),
                        asOf,
                        services.activity().region(address.region()));
    }

    /** Whether the session works on a connection of the application's own: nobody says when that has committed. */
    boolean isOnProvidedConnection() {
        return DatabaseTransactions.providedConnection(session) != null;
    }

    // the transaction

    /**
     * Whether this thread works in another JTA transaction than the session's. What it does then may be committed, or rolled back, before
     * its own transaction: locks go out at once, and nothing is stored.
     */
    boolean isSuspended() {
        Object joined = observer().jtaTransaction();
        return joined != null && !joined.equals(JtaTransactions.current(session));
    }

    /** Whether what its transaction locks now cannot wait for the first pipeline, which has been sent, or may come too late. */
    boolean placesAtOnce() {
        return isPrepared() || isSuspended();
    }

    /** Whether the first pipeline of its transaction has been sent. */
    boolean isPrepared() {
        return observer().isPrepared();
    }

    /** A transaction counts its round trips. */
    void tookRoundTrips(int keys) {
        CacheTransaction transaction = transaction();
        if (transaction != null) {
            transaction.tookRoundTrips(keys);
        }
    }

    /**
     * Whether its transaction has no context yet, and nobody else can have made one: it is the only session of its coordinator, and works neither on
     * a connection of the application's nor in a JTA transaction.
     */
    boolean hasNoContext() {
        CompletionObserver heard = observer();
        return heard.current() == null && heard.isOfTellingSession() && !isOnProvidedConnection();
    }

    @Nullable
    CacheTransaction transaction() {
        CompletionObserver heard = observer();
        CacheTransaction current = heard.current();
        // a transaction that another session on the same connection has ended is over for this session too
        if ((current == null || current.isFinished()) && session.isTransactionInProgress()) {
            CacheTransaction joined = services.transactions().join(session, heard, services);
            heard.join(joined);
            current = joined;
        }
        if (current != null) {
            current.join(asOf);
        }
        return current;
    }

    private CompletionObserver observer() {
        if (observer == null) {
            SharedSessionContractImplementor owner = DatabaseTransactions.ownerOfCoordinator(session);
            observer = (owner == session ? this : of(owner)).observerFor(this);
            if (joinedWhenOpened != null) {
                observer.hasJoined(joinedWhenOpened);
                joinedWhenOpened = null;
            }
        }
        return observer;
    }

    /** The observer of its own coordinator, for one of the sessions that use that coordinator. */
    private CompletionObserver observerFor(SessionSynchronization user) {
        CompletionObserver known = observerOfOwn;
        if (known == null) {
            known = new CompletionObserver(services.transactions(), services.observed(), session, user);
            observerOfOwn = known;
        } else {
            known.add(user);
        }
        return known;
    }
}
