package io.throughline.transaction;

import io.throughline.metrics.RegionActivity;
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
import org.jspecify.annotations.Nullable;

/**
 * What a transaction changes: entries that it locks, updates and evicts, regions that its bulk statements close, query spaces that it marks. What is
 * in here the transaction neither reads nor puts.
 */
final class PendingChanges {

    private final CacheServices services;
    private final Map<EntryAddress, Written> written = new LinkedHashMap<>();
    /** Regions that bulk statements change, and whether their closers have been sent. */
    private final Map<RegionAddress, Boolean> closed = new LinkedHashMap<>();
    /** Query spaces that the transaction changes, and whether their marks have been sent. */
    private final Map<SpaceAddress, Boolean> marked = new LinkedHashMap<>();

    private final Set<EntryAddress> evicted = new LinkedHashSet<>();
    private @Nullable Token token;

    PendingChanges(CacheServices services) {
        this.services = services;
    }

    /** A key that the transaction changes. */
    private static final class Written {
        private int locks;
        private boolean sent;
        private boolean placed;
        private @Nullable Item item;
    }

    boolean hides(EntryAddress address) {
        return written.containsKey(address) || closed.containsKey(address.region()) || evicted.contains(address);
    }

    boolean hides(SpaceAddress space) {
        return marked.containsKey(space);
    }

    /** Whether it changes anything that a query may be over. */
    boolean hasMarked() {
        return !marked.isEmpty();
    }

    /** @return how often the entry has been locked */
    int lock(EntryAddress address) {
        Written entry = written.computeIfAbsent(address, a -> new Written());
        entry.item = null;
        return ++entry.locks;
    }

    /**
     * The new state of a locked entry.
     *
     * @return whether it will be written through: it belongs to the entry's last lock
     */
    boolean update(ItemLock lock, LoadedState state) {
        Written entry = written.get(lock.address());
        if (entry == null || entry.locks != lock.number()) {
            return false;
        }
        // 6.6 increments versions after the flush without telling: the session knows
        entry.item = state.outdated().getAsBoolean() ? null : state.encode(services);
        return entry.item != null;
    }

    void close(RegionAddress region) {
        closed.putIfAbsent(region, false);
    }

    void mark(Collection<SpaceAddress> spaces) {
        spaces.forEach(space -> marked.putIfAbsent(space, false));
    }

    void evict(EntryAddress address) {
        evicted.add(address);
    }

    /** What has to be in place before the commit, and has not been asked for yet. It counts as sent from now on. */
    List<Placement> placements() {
        Operations operations = services.operations();
        Unsettled unsettled = services.unsettled();
        List<Placement> placements = new ArrayList<>();
        written.forEach((address, entry) -> {
            if (!entry.sent) {
                entry.sent = true;
                placements.add(new Placement(
                        2,
                        deadline -> operations.lock(address, token(), deadline),
                        () -> entry.placed = true,
                        () -> unsettled.add(address, token())));
            }
        });
        closed.forEach((region, sent) -> {
            if (!sent) {
                placements.add(new Placement(
                        RegionAddress.STRIPES,
                        deadline -> operations.close(region, token(), deadline),
                        () -> {},
                        () -> unsettled.add(region, token())));
            }
        });
        closed.replaceAll((region, sent) -> true);
        marked.forEach((space, sent) -> {
            if (!sent) {
                placements.add(new Placement(
                        1,
                        deadline -> operations.mark(space, token(), deadline),
                        () -> {},
                        () -> unsettled.add(space, token())));
            }
        });
        marked.replaceAll((space, sent) -> true);
        return placements;
    }

    /** After the commit: SETTLE, EVICT, OPEN and changes of query spaces. What fails stays unsettled. */
    void addSettles(PlannedPipeline pipeline) {
        Operations operations = services.operations();
        Unsettled unsettled = services.unsettled();
        written.forEach((address, entry) -> pipeline.add(
                operations.settle(address, token(), entry.placed ? entry.item : null),
                reply -> reply.failure() == null,
                reply -> {
                    unsettled.settled(address, token());
                    services.activity()
                            .region(address.region())
                            .count(
                                    reply.is(Reply.STORED)
                                            ? RegionActivity.Write.WRITTEN_THROUGH
                                            : RegionActivity.Write.INVALIDATED);
                },
                () -> unsettled.add(address, token())));
        evicted.stream()
                .filter(address -> !written.containsKey(address))
                .forEach(address -> pipeline.add(
                        operations.evict(address),
                        reply -> reply.failure() == null,
                        reply -> {},
                        () -> unsettled.add(address, token())));
        closed.keySet()
                .forEach(region -> pipeline.add(
                        operations.open(region, token()),
                        reply -> reply.failure() == null,
                        reply -> unsettled.opened(region, token()),
                        () -> unsettled.add(region, token())));
        marked.keySet()
                .forEach(space -> pipeline.add(
                        operations.changed(space, token()),
                        reply -> reply.failure() == null,
                        reply -> unsettled.changed(space, token()),
                        () -> unsettled.add(space, token())));
    }

    /** The entries that a transaction that was rolled back had meant to write or evict. */
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
