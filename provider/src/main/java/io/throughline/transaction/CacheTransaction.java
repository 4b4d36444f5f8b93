package io.throughline.transaction;

import io.throughline.config.OnFailure;
import io.throughline.metrics.CacheActivity.Event;
import io.throughline.metrics.CacheMessages;
import io.throughline.protocol.Call;
import io.throughline.protocol.EntryAddress;
import io.throughline.protocol.Item;
import io.throughline.protocol.RedisUnavailableException;
import io.throughline.protocol.RegionAddress;
import io.throughline.protocol.Reply;
import io.throughline.protocol.ServerClock;
import io.throughline.protocol.Token;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hibernate.cache.CacheException;
import org.hibernate.cache.spi.access.SoftLock;
import org.jspecify.annotations.Nullable;

/**
 * The transaction context: what one database transaction has pending in the cache, whatever sessions take part in it.
 *
 * <ol>
 *   <li>Until it completes, locks, updates, evictions and loads are only written down here. What the transaction has locked or closed it
 *       neither reads nor puts.
 *   <li>{@link #prepare}, before the commit: one pipeline of LOCK and CLOSE. What is locked later still goes out at once.
 *   <li>{@link #committed}: one pipeline of PUT (inserts, loads), then SETTLE, EVICT, and OPEN. In this order: a SETTLE fences its stripe,
 *       and would refuse the loads that lie in it.
 *   <li>{@link #rolledBack}: before any lock was sent, all that waits is dropped, and what was meant to be locked is evicted off the
 *       caller's thread, which heals an entry that made the transaction fail. After that the outcome is unknown, a commit whose
 *       connection broke may still have happened: nothing is sent, and the locks run out.
 * </ol>
 *
 * Belongs to one thread at a time, as its sessions do.
 */
final class CacheTransaction {

    /** So many waiting loads go out before the commit. */
    private static final int MANY_LOADS = 256;

    private static final int MOST_REMEMBERED_MISSES = 4096;

    private final CacheServices services;
    private final @Nullable Object sharedKey;
    private final Set<CompletionObserver> participants = Collections.newSetFromMap(new IdentityHashMap<>(2));
    private final Map<EntryAddress, Written> written = new LinkedHashMap<>();
    private final Map<RegionAddress, Closed> closed = new LinkedHashMap<>();
    private final Map<EntryAddress, LoadedState> inserted = new LinkedHashMap<>();
    private final Map<EntryAddress, LoadedState> loaded = new LinkedHashMap<>();
    private final Set<EntryAddress> evicted = new LinkedHashSet<>();
    private final Set<EntryAddress> missed = new HashSet<>();
    private @Nullable Token token;
    private long asOf = Long.MAX_VALUE;
    private long asOfCommit = ServerClock.UNKNOWN;
    private boolean wrote;
    private boolean sentLocks;
    private boolean finished;

    /** A key that the transaction changes. */
    private static final class Written {
        private int locks;
        private boolean sent;
        private boolean placed;
        private @Nullable Item item;
    }

    /** A region that a bulk statement changes. */
    private static final class Closed {
        private boolean sent;
    }

    /** @param sharedKey what several coordinators find it by, or {@code null} if it is one coordinator's alone */
    CacheTransaction(CacheServices services, @Nullable Object sharedKey) {
        this.services = services;
        this.sharedKey = sharedKey;
    }

    @Nullable
    Object sharedKey() {
        return sharedKey;
    }

    /** A coordinator that shares the transaction. */
    void enter(CompletionObserver participant) {
        participants.add(participant);
    }

    /** @return whether no coordinator is left */
    boolean leave(CompletionObserver participant) {
        participants.remove(participant);
        return participants.isEmpty();
    }

    /** A session that takes part: the transaction reads as of the oldest. */
    void join(long sessionAsOf) {
        asOf = Math.min(asOf, sessionAsOf);
    }

    /** Lower bound of the server's clock when the oldest of its sessions could first have read. */
    long asOf() {
        return asOf;
    }

    boolean isFinished() {
        return finished;
    }

    // reads and loads

    /** Whether the transaction itself changes the entry: then it neither reads nor puts it. */
    boolean hides(EntryAddress address) {
        return written.containsKey(address) || closed.containsKey(address.region()) || evicted.contains(address);
    }

    /** Whether it has itself found the entry missing: no need to ask again. */
    boolean hasMissed(EntryAddress address) {
        return missed.contains(address);
    }

    void missed(EntryAddress address) {
        if (missed.size() < MOST_REMEMBERED_MISSES) {
            missed.add(address);
        }
    }

    /** @return whether it waits to be put */
    boolean load(LoadedState state) {
        if (hides(state.address()) || asOf == ServerClock.UNKNOWN) {
            return false;
        }
        loaded.put(state.address(), state);
        if (loaded.size() >= MANY_LOADS && !wrote) {
            List<Call> puts = new ArrayList<>();
            addLoads(puts);
            loaded.clear();
            services.pipeline()
                    .send(puts)
                    .whenComplete((replies, failure) -> countPuts(replies == null ? List.of() : replies));
        }
        return true;
    }

    // changes

    /**
     * Writes a lock down; places it at once if the session that wants it has been prepared already.
     *
     * @throws CacheException if it cannot be placed and {@code on_failure=reject}
     */
    SoftLock lock(EntryAddress address, boolean prepared) {
        wrote = true;
        loaded.remove(address);
        Written entry = written.computeIfAbsent(address, a -> new Written());
        entry.locks++;
        entry.item = null;
        if (prepared) {
            place();
        }
        return new ItemLock(address, this, entry.locks, null);
    }

    /**
     * The new state of a locked entry, after the commit.
     *
     * @return whether it will be written through: it belongs to the entry's last lock
     */
    boolean update(ItemLock lock, LoadedState state) {
        Written entry = written.get(lock.address());
        if (finished || entry == null || entry.locks != lock.number()) {
            return false;
        }
        entry.item = state.encode(services.activity());
        return entry.item != null;
    }

    /** The transaction inserts a row of a cached entity: what it loads from now on waits for its commit. */
    void insert() {
        wrote = true;
    }

    /** @return whether it will be put: nothing else was done to the row in the same transaction */
    boolean inserted(LoadedState state) {
        if (finished || hides(state.address())) {
            return false;
        }
        inserted.put(state.address(), state);
        return true;
    }

    /** A bulk statement changes the region: places the closer at once if the session has been prepared already. */
    void close(RegionAddress region, boolean prepared) {
        wrote = true;
        closed.computeIfAbsent(region, r -> new Closed());
        if (prepared) {
            place();
        }
    }

    /** The entry goes with the second pipeline; until then the transaction neither reads nor puts it. */
    void evictAfterCompletion(EntryAddress address) {
        wrote = true;
        loaded.remove(address);
        evicted.add(address);
    }

    // completion

    /**
     * Before the commit: the first pipeline.
     *
     * @throws CacheException if the locks cannot be placed and {@code on_failure=reject}: the transaction rolls back
     */
    void prepare() {
        lockOutdatedLoads();
        place();
        asOfCommit = services.clock().atLeast();
    }

    /** A row whose version the transaction has changed without telling the cache is settled like one that it has. */
    private void lockOutdatedLoads() {
        List<EntryAddress> outdated = loaded.values().stream()
                .filter(state -> state.outdated().getAsBoolean())
                .map(LoadedState::address)
                .toList();
        outdated.forEach(address -> lock(address, false));
    }

    private void place() {
        long now = services.clock().atMost();
        long deadline = now + services.configuration().commandTimeout().toNanos() / 1000;
        List<Call> calls = new ArrayList<>();
        List<Runnable> placed = new ArrayList<>();
        written.forEach((address, entry) -> {
            if (!entry.sent) {
                entry.sent = true;
                calls.add(services.operations().lock(address, token(), deadline));
                placed.add(() -> entry.placed = true);
            }
        });
        closed.forEach((region, entry) -> {
            if (!entry.sent) {
                entry.sent = true;
                calls.add(services.operations().close(region, token(), deadline));
                placed.add(() -> {});
            }
        });
        if (calls.isEmpty()) {
            return;
        }
        if (now == ServerClock.UNKNOWN) {
            notPlaced(calls.size(), "it has not been reached since the start");
            return;
        }
        sentLocks = true;
        List<Reply> replies;
        try {
            replies = services.pipeline().run(calls);
        } catch (RedisUnavailableException e) {
            notPlaced(calls.size(), e.getMessage());
            return;
        }
        int refused = 0;
        String why = "the deadline had passed";
        for (int i = 0; i < replies.size(); i++) {
            Reply reply = replies.get(i);
            if (reply.is(Reply.LOCKED)) {
                placed.get(i).run();
            } else {
                refused++;
                why = reply.failure() == null
                        ? why
                        : String.valueOf(reply.failure().getMessage());
            }
        }
        if (refused > 0) {
            notPlaced(refused, why);
        }
    }

    private void notPlaced(int locks, String why) {
        for (int i = 0; i < locks; i++) {
            services.activity().count(Event.LOCK_FAILED);
        }
        if (services.configuration().onFailure() == OnFailure.REJECT) {
            throw new CacheException("The commit is rejected: its locks could not be placed in Redis (" + why
                    + ") and on_failure=reject");
        }
        CacheMessages.LOG.committedWithoutLocks(why);
    }

    /** After the commit: the second pipeline. Never throws. */
    void committed() {
        finished = true;
        List<Call> puts = new ArrayList<>();
        addInserts(puts);
        addLoads(puts);
        List<Call> settles = new ArrayList<>();
        written.forEach((address, entry) ->
                settles.add(services.operations().settle(address, token(), entry.placed ? entry.item : null)));
        List<Call> calls = new ArrayList<>(puts);
        calls.addAll(settles);
        evicted.stream()
                .filter(address -> !written.containsKey(address))
                .forEach(address -> calls.add(services.operations().evict(address)));
        closed.keySet().forEach(region -> calls.add(services.operations().open(region, token())));
        if (calls.isEmpty()) {
            return;
        }
        try {
            List<Reply> replies = services.pipeline().run(calls);
            countPuts(replies.subList(0, puts.size()));
            countSettles(replies.subList(puts.size(), puts.size() + settles.size()));
            reportFailures(replies.subList(puts.size(), replies.size()));
        } catch (RedisUnavailableException e) {
            services.activity().count(Event.REDIS_FAILED);
            CacheMessages.LOG.notSettled(calls.size(), e.getMessage());
        }
    }

    private void addInserts(List<Call> puts) {
        if (asOfCommit == ServerClock.UNKNOWN) {
            return;
        }
        inserted.values().stream().filter(state -> !hides(state.address())).forEach(state -> {
            Item item = state.encode(services.activity());
            if (item != null) {
                puts.add(services.operations().putInserted(state.address(), item, asOfCommit));
            }
        });
    }

    private void addLoads(List<Call> puts) {
        loaded.values().stream().filter(state -> !hides(state.address())).forEach(state -> {
            Item item = state.encode(services.activity());
            if (item != null) {
                puts.add(services.operations().putLoaded(state.address(), item, asOf));
            }
        });
    }

    private void countPuts(List<Reply> replies) {
        replies.forEach(reply -> services.activity().count(reply.is(Reply.PUT) ? Event.PUT_STORED : Event.PUT_REFUSED));
    }

    private void countSettles(List<Reply> replies) {
        replies.forEach(
                reply -> services.activity().count(reply.is(Reply.STORED) ? Event.WRITTEN_THROUGH : Event.INVALIDATED));
    }

    private void reportFailures(List<Reply> replies) {
        List<Throwable> failures = new ArrayList<>();
        for (Reply reply : replies) {
            if (reply.failure() != null) {
                services.activity().count(Event.REDIS_FAILED);
                failures.add(reply.failure());
            }
        }
        if (!failures.isEmpty()) {
            CacheMessages.LOG.notSettled(
                    failures.size(), String.valueOf(failures.get(0).getMessage()));
        }
    }

    /** After a rollback, or a commit of unknown outcome. Never throws, never waits. */
    void rolledBack() {
        finished = true;
        if (sentLocks) {
            return;
        }
        Set<EntryAddress> meant = new LinkedHashSet<>(written.keySet());
        meant.addAll(evicted);
        if (meant.isEmpty()) {
            return;
        }
        services.pipeline()
                .send(meant.stream().map(services.operations()::evict).toList())
                .whenComplete((replies, failure) -> {
                    if (failure != null) {
                        services.activity().count(Event.REDIS_FAILED);
                        CacheMessages.LOG.failed(
                                "the evictions of a transaction that was rolled back", failure.getMessage());
                    }
                });
    }

    private Token token() {
        if (token == null) {
            token = services.tokens().next();
        }
        return token;
    }
}
