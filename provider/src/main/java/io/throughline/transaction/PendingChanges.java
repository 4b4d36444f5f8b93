package io.throughline.transaction;

import io.throughline.metrics.RegionActivity;
import io.throughline.near.Named;
import io.throughline.near.Ticket;
import io.throughline.protocol.Call;
import io.throughline.protocol.EntryAddress;
import io.throughline.protocol.Item;
import io.throughline.protocol.Operations;
import io.throughline.protocol.RegionAddress;
import io.throughline.protocol.Reply;
import io.throughline.protocol.SpaceAddress;
import io.throughline.protocol.Token;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a transaction changes: the entries that it locks, updates and evicts, the regions that its bulk statements close, and the query spaces that it marks. The transaction
 * neither reads nor puts what is in here.
 */
final class PendingChanges {

    private final CacheServices services;
    private final Map<EntryAddress, Written> written = new LinkedHashMap<>();
    /** Regions that bulk statements change, and whether their closers have been sent. */
    private final Map<RegionAddress, Boolean> closed = new LinkedHashMap<>();
    /** Query spaces that the transaction changes, and whether their marks have been sent. */
    private final Map<SpaceAddress, Boolean> marked = new LinkedHashMap<>();

    private final Set<EntryAddress> evicted = new LinkedHashSet<>();
    /** Entries that were already evicted after the commit, before Hibernate's callbacks. */
    private final Set<EntryAddress> gone = new LinkedHashSet<>();
    /** Debts hold this and not the transaction, which may hold a lot of memory. */
    private final AtomicBoolean committed = new AtomicBoolean();

    private boolean placedAll = true;
    private @Nullable Token token;

    PendingChanges(CacheServices services) {
        this.services = services;
    }

    /** A key that the transaction changes. */
    private static final class Written {
        private int locks;
        private boolean sent;
        private boolean placed;
        /** Encoded when it is sent, because the encoded states of a whole transaction may not fit into memory. */
        private @Nullable LoadedState state;
    }

    boolean hides(EntryAddress address) {
        return written.containsKey(address) || closed.containsKey(address.region()) || evicted.contains(address);
    }

    boolean hides(SpaceAddress space) {
        return marked.containsKey(space);
    }

    /** Whether it changes anything that a query may read. */
    boolean hasMarked() {
        return !marked.isEmpty();
    }

    /** @return how often the entry has been locked */
    int lock(EntryAddress address) {
        Written entry = written.computeIfAbsent(address, a -> new Written());
        entry.state = null;
        return ++entry.locks;
    }

    /**
     * The new state of a locked entry.
     *
     * @return whether it will be written through, because it belongs to the entry's last lock
     */
    boolean update(ItemLock lock, LoadedState state) {
        Written entry = written.get(lock.address());
        if (entry == null || entry.locks != lock.number()) {
            return false;
        }
        // 6.6 increments versions after the flush without telling the cache, but the session knows them
        entry.state = state.outdated().getAsBoolean() ? null : state;
        return entry.state != null;
    }

    void close(RegionAddress region) {
        closed.putIfAbsent(region, false);
    }

    /** How many regions bulk statements have closed. */
    int closedRegions() {
        return closed.size();
    }

    void mark(Collection<SpaceAddress> spaces) {
        spaces.forEach(space -> marked.putIfAbsent(space, false));
    }

    void evict(EntryAddress address) {
        evicted.add(address);
    }

    /** The transaction has committed: what it owes is due. */
    void committed() {
        committed.set(true);
    }

    /** What is only to be evicted after the commit, and has not been evicted yet. */
    private List<EntryAddress> unlocked() {
        if (evicted.isEmpty()) {
            return List.of();
        }
        List<EntryAddress> unlocked = new ArrayList<>(evicted.size());
        for (EntryAddress address : evicted) {
            if (!written.containsKey(address) && !gone.contains(address)) {
                unlocked.add(address);
            }
        }
        return unlocked;
    }

    /** What the commit makes due. */
    OwedByCommit owed() {
        return new OwedByCommit(
                token(),
                unlocked(),
                List.copyOf(written.keySet()),
                List.copyOf(closed.keySet()),
                List.copyOf(marked.keySet()));
    }

    /** Whether there is nothing to tell after the commit. */
    boolean isEmpty() {
        return written.isEmpty() && evicted.isEmpty() && closed.isEmpty() && marked.isEmpty();
    }

    /** Whether everything that it changes is a miss for everybody until it is settled, so that nobody need wait for the settlement. */
    boolean areProtected() {
        for (Written entry : written.values()) {
            if (!entry.placed) {
                return false;
            }
        }
        return placedAll && unlocked().isEmpty() && !closed.containsValue(false) && !marked.containsValue(false);
    }

    /** If the outcome of the commit is unknown: locks what was only to be evicted after it. The locks run out. Does not wait. */
    void lockUnlocked() {
        List<EntryAddress> unlocked = unlocked();
        if (unlocked.isEmpty()) {
            return;
        }
        long deadline = services.deadline(2L * unlocked.size());
        Token own = token();
        services.pipeline()
                .send(unlocked.stream()
                        .map(address -> services.operations().lock(address, own, deadline))
                        .toList())
                .whenComplete((replies, failure) -> {
                    CallsAfter after = new CallsAfter(services);
                    for (int i = 0; i < unlocked.size(); i++) {
                        if (failure != null || !replies.get(i).is(Reply.LOCKED)) {
                            services.unsettled().add(unlocked.get(i), own);
                        } else {
                            EntryAddress locked = unlocked.get(i);
                            after.add(locked, () -> services.unsettled().add(locked, own));
                        }
                    }
                    after.send();
                });
    }

    /** A commit whose end was not reported, or is not known, counts as over when its locks would have run out. */
    private BooleanSupplier due() {
        AtomicBoolean told = committed;
        // a tenth more, because either clock may be slewed; and the time by which the lock itself may have been late
        long limit = System.nanoTime()
                + services.configuration().lockTimeout().toNanos() / 9 * 11
                + 2 * services.configuration().commandTimeout().toNanos();
        return () -> told.get() || System.nanoTime() - limit >= 0;
    }

    /** @param owe is told when what could not be placed is due */
    private Placement placement(
            int keys, LongFunction<Call> call, Consumer<Named> names, Runnable placed, Consumer<BooleanSupplier> owe) {
        return new Placement(keys, call, names, placed, () -> {
            placedAll = false;
            owe.accept(due());
        });
    }

    /** What has to be in place before the commit, and has not been requested yet. It counts as sent from now on. */
    List<Placement> placements() {
        Operations operations = services.operations();
        Unsettled unsettled = services.unsettled();
        List<Placement> placements = new ArrayList<>();
        written.forEach((address, entry) -> {
            if (!entry.sent) {
                entry.sent = true;
                placements.add(placement(
                        address.keys(),
                        deadline -> operations.lock(address, token(), deadline),
                        named -> named.entry(address),
                        () -> entry.placed = true,
                        due -> unsettled.add(address, token(), due)));
            }
        });
        closed.forEach((region, sent) -> {
            if (!sent) {
                placements.add(placement(
                        region.recordKeys().size(),
                        deadline -> operations.close(region, token(), deadline),
                        named -> named.region(region),
                        () -> {},
                        due -> unsettled.add(region, token(), due)));
            }
        });
        closed.replaceAll((region, sent) -> true);
        marked.forEach((space, sent) -> {
            if (!sent) {
                placements.add(placement(
                        1,
                        deadline -> operations.mark(space, token(), deadline),
                        named -> named.space(space),
                        () -> {},
                        due -> unsettled.add(space, token(), due)));
            }
        });
        marked.replaceAll((space, sent) -> true);
        return placements;
    }

    /**
     * After the commit: SETTLE, EVICT, OPEN and changes of query spaces. What fails stays unsettled.
     *
     * @param after is told what no lock has protected
     */
    void addSettles(ChunkedPipeline pipeline, CallsAfter after) {
        Operations operations = services.operations();
        Unsettled unsettled = services.unsettled();
        written.forEach((address, entry) -> addSettle(pipeline, after, address, entry));
        addEvictions(pipeline, after);
        closed.keySet()
                .forEach(region -> pipeline.add(
                        operations.open(region, token()),
                        reply -> {
                            if (reply.is(Reply.CLOSER_GONE)) {
                                after.add(region, () -> unsettled.add(region, token()));
                            }
                            unsettled.opened(region, token());
                        },
                        () -> unsettled.add(region, token())));
        marked.keySet()
                .forEach(space -> pipeline.add(
                        operations.changed(space, token()),
                        reply -> {
                            if (reply.is(Reply.CLOSER_GONE)) {
                                after.add(space, () -> unsettled.add(space, token()));
                            }
                            unsettled.changed(space, token());
                        },
                        () -> unsettled.add(space, token())));
    }

    private @Nullable Item item(Written entry) {
        return entry.placed && entry.state != null ? entry.state.encode(services) : null;
    }

    private void addSettle(ChunkedPipeline pipeline, CallsAfter after, EntryAddress address, Written entry) {
        Unsettled unsettled = services.unsettled();
        LoadedState state = entry.state;
        Ticket ticket = state == null ? null : state.ticket();
        pipeline.add(
                services.operations().settle(address, token(), pipeline.isBroken() ? null : item(entry)),
                reply -> {
                    if (reply.is(Reply.LOCK_GONE)) {
                        after.add(address, () -> unsettled.add(address, token()));
                    }
                    unsettled.settled(address, token());
                    boolean stored = reply.is(Reply.STORED) || reply.is(Reply.STORED_AHEAD);
                    if (stored && state != null) {
                        state.isStored(services, reply.serverTime(), reply.is(Reply.STORED) ? ticket : null);
                    }
                    services.activity()
                            .region(address.region())
                            .count(stored ? RegionActivity.Write.WRITTEN_THROUGH : RegionActivity.Write.INVALIDATED);
                },
                () -> unsettled.add(address, token()));
    }

    /** EVICT of what no lock protects. */
    void addEvictions(ChunkedPipeline pipeline, CallsAfter after) {
        Unsettled unsettled = services.unsettled();
        unlocked()
                .forEach(address -> pipeline.add(
                        services.operations().evict(address),
                        reply -> {
                            gone.add(address);
                            after.add(address, () -> unsettled.add(address, token()));
                            unsettled.settled(address, token());
                        },
                        () -> unsettled.add(address, token())));
    }

    /** The entries that the transaction meant to write or evict before it was rolled back. */
    Set<EntryAddress> entries() {
        Set<EntryAddress> entries = new LinkedHashSet<>(written.keySet());
        entries.addAll(evicted);
        return entries;
    }

    private Token token() {
        if (token == null) {
            token = services.tokens().next();
        }
        return token;
    }
}
