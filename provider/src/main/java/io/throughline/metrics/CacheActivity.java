package io.throughline.metrics;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Counts what one session factory's cache has done since it started, in total and by region. It may be used by any thread; counting never waits. */
public final class CacheActivity {

    /** What is counted. */
    public enum Event {
        HIT,
        MISS,
        /** A loaded or inserted state was stored in Redis. */
        PUT_STORED,
        /** A loaded or inserted state was not stored: the entry or its stripe has changed since, a state is already there, or Redis did not answer. */
        PUT_REFUSED,
        /** A committed state was written through: it replaced its lock. */
        WRITTEN_THROUGH,
        /** A committed change only removed the old state: there was nothing to store, or another transaction was writing the entry. */
        INVALIDATED,
        /** A lock or a close that a commit needed was not placed. */
        LOCK_FAILED,
        /** A call that Redis did not answer in time, or refused. */
        REDIS_FAILED,
        /** A state holds something that a body cannot hold. */
        NOT_CACHEABLE,
        /** A read of something that is not an entry of this release's format, or whose body does not decode. It is also a miss. */
        UNDECODABLE,
        /** A read of an entry that another release of the application, or another mapping, has stored. It is also a miss. */
        OTHER_SHAPE,
        /** A read of an entry that is not sealed although this node seals, or is sealed although it does not, or whose seal does not open. It is also a miss. */
        UNOPENED
    }

    private final Map<String, RegionActivity> regions = new ConcurrentHashMap<>();
    private final Map<Object, RegionActivity> byAddress = new ConcurrentHashMap<>();
    private final Map<String, MasterFigures> masters = new ConcurrentHashMap<>();
    private final List<ActivityListener> listeners = new CopyOnWriteArrayList<>();
    private final LongAdder lockFailed = new LongAdder();
    private final LongAdder redisFailed = new LongAdder();
    private final AtomicBoolean saidNotMeasured = new AtomicBoolean();
    private final NearActivity near = new NearActivity();
    private volatile IntSupplier unsettled = () -> 0;

    public CacheActivity() {
        near.onWait(nanos -> tell(listener -> listener.waitedForWords(nanos)));
    }

    /** A lock or a close that a commit needed was not placed. */
    public void lockFailed() {
        lockFailed.increment();
    }

    /** What the near caches do. */
    public NearActivity near() {
        return near;
    }

    /** Redis did not answer a call in time, or refused it. */
    public void redisFailed() {
        redisFailed.increment();
    }

    /**
     * The region's counts. Two regions of one name share their counts.
     *
     * @param address the key by which {@link #region(Object)} finds it, compared by its own {@code equals}
     * @param name as Hibernate names it
     */
    public synchronized RegionActivity region(Object address, String name) {
        RegionActivity known = regions.get(name);
        RegionActivity region = known == null ? new RegionActivity(name) : known;
        byAddress.put(address, region);
        if (known == null) {
            regions.put(name, region);
            listeners.forEach(listener -> listener.region(region));
        }
        return region;
    }

    /** All regions that are known so far. */
    public synchronized void eachRegion(Consumer<RegionActivity> of) {
        regions.values().forEach(of);
    }

    /** @throws IllegalStateException if no region has been made known with this address */
    public RegionActivity region(Object address) {
        RegionActivity region = byAddress.get(address);
        if (region == null) {
            throw new IllegalStateException("No region at " + address);
        }
        return region;
    }

    /** @param breaker the state of its circuit breaker */
    public synchronized MasterFigures master(String master, Supplier<String> breaker) {
        MasterFigures figures = new MasterFigures(master, breaker);
        masters.put(master, figures);
        listeners.forEach(listener -> listener.master(figures));
        return figures;
    }

    /** @param size how many entries, regions and spaces wait to be settled */
    public void unsettled(IntSupplier size) {
        unsettled = size;
    }

    /** How many entries, regions and spaces wait to be settled. */
    public int unsettled() {
        return unsettled.getAsInt();
    }

    /** Tells the listener of everything that exists now, and of what is added later. */
    public synchronized void add(ActivityListener listener) {
        regions.values().forEach(listener::region);
        masters.values().forEach(listener::master);
        listeners.add(listener);
    }

    /** Tells the listener nothing more. */
    public synchronized void remove(ActivityListener listener) {
        listeners.remove(listener);
    }

    /** Tells the listeners: {@link ActivityListener#pipeline}. */
    public void pipeline(ActivityListener.Phase phase, int calls, long nanos) {
        tell(listener -> listener.pipeline(phase, calls, nanos));
    }

    /** Tells the listeners: {@link ActivityListener#transaction}. */
    public void transaction(int roundTrips) {
        tell(listener -> listener.transaction(roundTrips));
    }

    /** This runs in the middle of a commit: what a listener throws must not keep the commit from finishing its work. */
    private void tell(Consumer<ActivityListener> what) {
        for (ActivityListener listener : listeners) {
            try {
                what.accept(listener);
            } catch (RuntimeException e) {
                if (saidNotMeasured.compareAndSet(false, true)) {
                    CacheMessages.LOG.notMeasured(e.toString());
                }
            }
        }
    }

    /** The region of this name; {@code null} if there is none. */
    public @Nullable RegionActivity named(String region) {
        return regions.get(region);
    }

    /** How often it has happened so far, in all regions. */
    public long of(Event event) {
        return switch (event) {
            case HIT -> sum(region -> region.of(RegionActivity.Get.HIT));
            case MISS -> sum(RegionActivity::misses);
            case PUT_STORED -> sum(region -> region.of(RegionActivity.Put.STORED));
            case PUT_REFUSED ->
                Arrays.stream(RegionActivity.Put.values())
                        .filter(result ->
                                result != RegionActivity.Put.STORED && result != RegionActivity.Put.NOT_CACHEABLE)
                        .mapToLong(result -> sum(region -> region.of(result)))
                        .sum();
            case WRITTEN_THROUGH -> sum(region -> region.of(RegionActivity.Write.WRITTEN_THROUGH));
            case INVALIDATED -> sum(region -> region.of(RegionActivity.Write.INVALIDATED));
            case LOCK_FAILED -> lockFailed.sum();
            case REDIS_FAILED -> redisFailed.sum();
            case NOT_CACHEABLE -> sum(region -> region.of(RegionActivity.Put.NOT_CACHEABLE));
            case UNDECODABLE ->
                sum(region -> region.of(RegionActivity.Get.UNDECODABLE) + region.of(RegionActivity.Get.OTHER_FORMAT));
            case OTHER_SHAPE -> sum(region -> region.of(RegionActivity.Get.OTHER_SHAPE));
            case UNOPENED ->
                sum(region -> region.of(RegionActivity.Get.UNSEALED)
                        + region.of(RegionActivity.Get.SEALED)
                        + region.of(RegionActivity.Get.UNOPENED));
        };
    }

    private long sum(ToLongFunction<RegionActivity> count) {
        return regions.values().stream().mapToLong(count).sum();
    }

    @Override
    public String toString() {
        return Arrays.stream(Event.values())
                .map(event -> event + "=" + of(event))
                .collect(Collectors.joining(" "));
    }
}
