package io.throughline.transaction;

import io.throughline.metrics.RegionActivity;
import io.throughline.near.Ticket;
import io.throughline.protocol.Call;
import io.throughline.protocol.EntryAddress;
import io.throughline.protocol.Item;
import io.throughline.protocol.Pipeline;
import io.throughline.protocol.Reply;
import io.throughline.protocol.SpaceAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a transaction has inserted, loaded and found by queries, and puts after its commit. It does not put earlier, because the transaction may have made changes that no cache is told
 * of, and may roll them back. It is bounded: loads beyond the limit are not put.
 */
final class PendingPuts {

    /** More loads would only cost memory and a long pipeline. */
    private static final int MOST_LOADS = 10_000;

    private static final long MOST_RESULT_BYTES = 64L * 1024 * 1024;
    private static final int MOST_REMEMBERED_MISSES = 4096;
    private static final long UNKNOWN_STAMP = 0;

    private final CacheServices services;
    private final PendingChanges changes;
    private final Map<EntryAddress, LoadedState> inserted = new LinkedHashMap<>();
    private final Map<EntryAddress, LoadedState> loaded = new LinkedHashMap<>();
    private final Map<EntryAddress, Result> results = new LinkedHashMap<>();
    private long resultBytes;
    private final Map<EntryAddress, Long> missed = new HashMap<>();
    private final Set<EntryAddress> asked = new HashSet<>();
    /** Loads that Redis does not want, and why. */
    private final Map<EntryAddress, RegionActivity.Put> unwanted = new HashMap<>();

    PendingPuts(CacheServices services, PendingChanges changes) {
        this.services = services;
        this.changes = changes;
    }

    /**
     * A query result that waits to be put.
     *
     * @param spaces that the query reads, {@code null} if this node has not learned them
     */
    private record Result(Item item, @Nullable Collection<SpaceAddress> spaces) {}

    /** Whether the transaction has itself found the entry missing, so that it need not ask again. */
    boolean hasMissed(EntryAddress address) {
        return missed.containsKey(address);
    }

    /** @param undecodable the stamp of an item whose body does not fit the reader's shape; 0 if there is none */
    void missed(EntryAddress address, long undecodable) {
        if (missed.size() < MOST_REMEMBERED_MISSES) {
            missed.put(address, undecodable);
        }
    }

    void inserted(LoadedState state) {
        inserted.put(state.address(), state);
    }

    /** @return whether it now waits to be put, and did not before: it may be loaded twice, but is put once */
    boolean loaded(LoadedState state) {
        return loaded.size() < MOST_LOADS && loaded.put(state.address(), state) == null;
    }

    /** @param spaces that the query reads, {@code null} if they are not known */
    void found(EntryAddress address, Item item, @Nullable Collection<SpaceAddress> spaces) {
        if (results.size() < MOST_LOADS && resultBytes + item.bytes().length <= MOST_RESULT_BYTES) {
            resultBytes += item.bytes().length;
            results.put(address, new Result(item, spaces));
        }
    }

    /** The transaction changes what it has loaded. */
    void forgetLoad(EntryAddress address) {
        loaded.remove(address);
    }

    /** Loaded rows whose version the transaction has changed without telling the cache. */
    List<EntryAddress> outdatedLoads() {
        if (loaded.isEmpty()) {
            return List.of();
        }
        List<EntryAddress> outdated = new ArrayList<>();
        for (LoadedState state : loaded.values()) {
            if (state.outdated().getAsBoolean()) {
                outdated.add(state.address());
            }
        }
        return outdated;
    }

    /**
     * Loads ask whether they would be stored, so that only those that Redis lacks are encoded and sent. What the transaction has itself found
     * missing need not ask, and a query result is already encoded.
     *
     * @param asOf of the loads
     */
    void addQuestions(PlannedPipeline pipeline, long asOf) {
        loaded.values().forEach(state -> {
            byte[] header = state.header();
            if (header != null
                    && mayPut(state.address())
                    && !missed.containsKey(state.address())
                    && asked.add(state.address())) {
                pipeline.add(
                        services.operations().askForPut(state.address(), header, asOf, believedFrom(state.address())),
                        reply -> true,
                        reply -> {
                            if (reply.failure() == null && !reply.is(Reply.PUT)) {
                                RegionActivity.Put why = RegionActivity.Put.of(reply.outcome());
                                unwanted.put(state.address(), why);
                                if (why == RegionActivity.Put.PRESENT) {
                                    state.isPresent(services);
                                }
                            }
                        },
                        () -> {});
            }
        });
    }

    /**
     * @param asOf just before the commit
     * @param after is told of puts that replace other items
     */
    void addInserts(ChunkedPipeline pipeline, long asOf, CallsAfter after) {
        inserted.values().forEach(state -> {
            if (!mayPut(state.address())) {
                return;
            }
            if (pipeline.isBroken()) {
                activity(state.address()).count(RegionActivity.Put.FAILED);
                return;
            }
            Item item = state.encode(services);
            if (item != null) {
                addPut(
                        pipeline,
                        state.address(),
                        services.operations().putInserted(state.address(), item, asOf, believedFrom(state.address())),
                        after,
                        state,
                        UNKNOWN_STAMP);
            }
        });
    }

    /**
     * @param asOf of what is put
     * @param after is told of puts that replace other items
     */
    void addLoads(ChunkedPipeline pipeline, long asOf, CallsAfter after) {
        loaded.values().forEach(state -> {
            if (!mayPut(state.address())) {
                return;
            }
            RegionActivity.Put refused = unwanted.get(state.address());
            if (refused != null) {
                activity(state.address()).count(refused);
                return;
            }
            if (pipeline.isBroken()) {
                activity(state.address()).count(RegionActivity.Put.FAILED);
                return;
            }
            Item item = state.encode(services);
            if (item != null) {
                long undecodable = missed.getOrDefault(state.address(), 0L);
                long replaceBefore = state.refresh() ? asOf : undecodable == 0 ? 0 : undecodable + 1;
                addPut(
                        pipeline,
                        state.address(),
                        services.operations()
                                .putLoaded(
                                        state.address(),
                                        item,
                                        asOf,
                                        Math.max(replaceBefore, believedFrom(state.address()))),
                        after,
                        state,
                        asOf);
            }
        });
    }

    /**
     * Puts query results, except those over what the transaction itself changes: they have seen uncommitted data, and are now out of date.
     *
     * <p>Nobody is told if a result replaces an older one: wherever the older one is kept, the spaces' records show that it is out of date.
     *
     * @param asOf of what is put
     */
    void addResults(ChunkedPipeline pipeline, long asOf) {
        results.forEach((address, result) -> {
            boolean overMarked = result.spaces() == null
                    ? changes.hasMarked()
                    : result.spaces().stream()
                            .anyMatch(space ->
                                    changes.hides(space) || services.unsettled().blocks(space));
            if (!overMarked && mayPut(address)) {
                addPut(
                        pipeline,
                        address,
                        services.operations().putLoaded(address, result.item(), asOf, 0),
                        null,
                        null,
                        UNKNOWN_STAMP);
            }
        });
    }

    /**
     * A put that fails costs a miss.
     *
     * @param state what is put, {@code null} if it is a query's result
     * @param stamp that the item is given, if it is known
     */
    private void addPut(
            ChunkedPipeline pipeline,
            EntryAddress address,
            Call put,
            @Nullable CallsAfter after,
            @Nullable LoadedState state,
            long stamp) {
        Ticket ticket = state == null || stamp == UNKNOWN_STAMP ? null : state.ticket();
        pipeline.add(
                put,
                reply -> {
                    if (after != null && reply.is(Reply.REPLACED)) {
                        after.add(
                                address,
                                () -> services.unsettled()
                                        .add(address, services.tokens().next()));
                    }
                    RegionActivity.Put outcome = RegionActivity.Put.of(reply.outcome());
                    activity(address).count(outcome);
                    if (state != null && outcome == RegionActivity.Put.STORED) {
                        // members are called for an item that has replaced another, this node too: it would be dropped
                        // at once
                        state.isStored(services, stamp, reply.is(Reply.PUT) ? ticket : null);
                    }
                },
                () -> activity(address).count(RegionActivity.Put.FAILED));
    }

    private boolean mayPut(EntryAddress address) {
        return !changes.hides(address)
                && !services.unsettled().blocks(address)
                && believedFrom(address) != Pipeline.NOTHING;
    }

    /** Items from before contact with Redis was lost are replaced, whatever they hold. */
    private long believedFrom(EntryAddress address) {
        return services.pipeline().believedFrom(address.key());
    }

    private RegionActivity activity(EntryAddress address) {
        return services.activity().region(address.region());
    }
}
