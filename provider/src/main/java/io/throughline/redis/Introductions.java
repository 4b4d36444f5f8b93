package io.throughline.redis;

import io.throughline.metrics.CacheMessages;
import io.throughline.protocol.Call;
import io.throughline.protocol.Operations;
import io.throughline.protocol.Read;
import io.throughline.protocol.RegionAddress;
import io.throughline.protocol.SpaceAddress;
import io.throughline.protocol.Sweeps;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the node keeps in Redis, and what Redis has not been told yet. These are records of regions and query spaces that must be made if missing,
 * and clears that are owed since a server's clock stepped back.
 *
 * <p>Safe for all threads.
 */
final class Introductions {

    private final RedissonPipeline pipeline;
    private final Operations operations;
    private final String namespace;
    private final Sweeps sweeps;
    private final Set<RegionAddress> regions = ConcurrentHashMap.newKeySet();
    private final Set<SpaceAddress> spaces = ConcurrentHashMap.newKeySet();
    private final Set<RegionAddress> unmet = ConcurrentHashMap.newKeySet();
    private final Set<SpaceAddress> unmetSpaces = ConcurrentHashMap.newKeySet();
    private final Map<RegionAddress, Long> floors = new ConcurrentHashMap<>();
    private final AtomicBoolean sawFormat = new AtomicBoolean();

    /** @param namespace already encoded for a key */
    Introductions(RedissonPipeline pipeline, Operations operations, String namespace, Sweeps sweeps) {
        this.pipeline = pipeline;
        this.operations = operations;
        this.namespace = namespace;
        this.sweeps = sweeps;
    }

    void add(RegionAddress region) {
        regions.add(region);
        unmet.add(region);
    }

    /** Somebody else has made the region's records. */
    void met(RegionAddress region) {
        unmet.remove(region);
    }

    void add(SpaceAddress space) {
        spaces.add(space);
        unmetSpaces.add(space);
    }

    /** What the node keeps in Redis, met or not. */
    Identity.Kept kept() {
        return new Identity.Kept(Set.copyOf(regions), Set.copyOf(spaces));
    }

    /** Notes that all regions must be cleared. */
    void clearAll(long floor) {
        regions.forEach(region -> floors.merge(region, floor, Math::max));
    }

    /** Does what is left to do. Fails if Redis does not answer; what has not been done is left for the next time. */
    CompletionStage<Void> introduce() {
        return lookForOthers().thenCompose(looked -> meet());
    }

    /** Looks, before the first records replace what is there, for records that this release does not know. */
    private CompletionStage<Void> lookForOthers() {
        List<String> some =
                regions.stream().map(region -> region.recordKeys().get(0)).toList();
        Set<String> others = regions.stream()
                .map(RegionAddress::keyOfOtherLayout)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        if (some.isEmpty() || !sawFormat.compareAndSet(false, true)) {
            return CompletableFuture.completedFuture(null);
        }
        List<String> all = Stream.concat(some.stream(), others.stream()).toList();
        return pipeline.fetch(all).handle((records, failure) -> {
            if (failure != null) {
                sawFormat.set(false);
                CacheMessages.LOG.failed("a check of the namespace", failure.getMessage());
            } else {
                records.entrySet().stream()
                        .filter(record -> others.contains(record.getKey())
                                || !Read.isSpace(record.getValue())) // a space's record is that of a region
                        .findFirst()
                        .ifPresent(record -> CacheMessages.LOG.otherFormat(namespace, record.getKey()));
            }
            return null;
        });
    }

    /** Makes the records of regions not met yet, and sends the clears that are owed. */
    private CompletionStage<Void> meet() {
        List<RegionAddress> met = new ArrayList<>(unmet);
        List<SpaceAddress> metSpaces = new ArrayList<>(unmetSpaces);
        List<Map.Entry<RegionAddress, Long>> cleared = floors.entrySet().stream()
                .map(floor -> Map.entry(floor.getKey(), floor.getValue()))
                .toList();
        if (met.isEmpty() && cleared.isEmpty() && metSpaces.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        List<Call> calls = new ArrayList<>();
        met.forEach(region -> calls.add(operations.make(region)));
        cleared.forEach(floor -> calls.add(operations.clear(floor.getKey(), floor.getValue())));
        metSpaces.forEach(space -> calls.add(operations.make(space)));
        return pipeline.send(calls).thenAccept(replies -> {
            for (int i = 0; i < replies.size(); i++) {
                if (replies.get(i).failure() != null) {
                    continue;
                }
                if (i < met.size()) {
                    unmet.remove(met.get(i));
                } else if (i >= met.size() + cleared.size()) {
                    unmetSpaces.remove(metSpaces.get(i - met.size() - cleared.size()));
                } else {
                    Map.Entry<RegionAddress, Long> floor = cleared.get(i - met.size());
                    floors.remove(floor.getKey(), floor.getValue());
                    sweeps.sweep(floor.getKey());
                }
            }
        });
    }
}
