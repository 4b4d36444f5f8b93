package io.throughline.metrics;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/** Counts what one session factory's cache did since it started. Safe for all threads; counting never waits. */
public final class CacheActivity {

    /** What is counted. */
    public enum Event {
        HIT,
        MISS,
        /** A loaded or inserted state went into Redis. */
        PUT_STORED,
        /** One did not: something happened to the entry or its stripe since, or a state is there already. */
        PUT_REFUSED,
        /** A committed state was written through: a read-write lock was exchanged for it. */
        WRITTEN_THROUGH,
        /** A committed change only took the old state away: nothing to store, or somebody else was at it. */
        INVALIDATED,
        /** A lock or a close that a commit needed was not placed. */
        LOCK_FAILED,
        /** A call that Redis did not answer in time, or refused. */
        REDIS_FAILED,
        /** A state that holds something that no body may hold. */
        NOT_CACHEABLE,
        /** A read of something that is no entry of this release's format, or whose body does not decode: a miss, too. */
        UNDECODABLE,
        /** A read of an entry that another release of the application, or of its mapping, has stored: a miss, too. */
        OTHER_SHAPE
    }

    private final Map<Event, LongAdder> counts = new ConcurrentHashMap<>();

    public CacheActivity() {
        for (Event event : Event.values()) {
            counts.put(event, new LongAdder());
        }
    }

    public void count(Event event) {
        counts.get(event).increment();
    }

    /** How often it happened so far. */
    public long of(Event event) {
        return counts.get(event).sum();
    }

    @Override
    public String toString() {
        return counts.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(count -> count.getKey() + "=" + count.getValue())
                .collect(Collectors.joining(" "));
    }
}
