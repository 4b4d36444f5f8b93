package io.throughline.redis;

import io.throughline.metrics.CacheMessages;
import io.throughline.protocol.Operations;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Entries under whose keys somebody has put values longer than any of the cache's ({@link LongValues}). They are deleted, and not read before they are gone
 * or a minute has passed. Bounded. Safe for all threads; never waits.
 */
public final class LongEntries implements LongValues.Listener {

    private static final long NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final int MOST = 1000;
    private static final String END_OF_STRIPE = "}";

    private final Pauses pauses;
    private final Operations operations;
    private final Map<String, Long> until = new ConcurrentHashMap<>();
    private final AtomicBoolean said = new AtomicBoolean();
    private volatile @Nullable RedissonPipeline pipeline;

    /** @param pauses is told that replies behind such a value are late, which is no fault of the server's */
    public LongEntries(Pauses pauses, Operations operations) {
        this.pauses = pauses;
        this.operations = operations;
    }

    void takeAwayBy(RedissonPipeline its) {
        pipeline = its;
    }

    /** Whether such a value has been found under the key and may still be there. */
    boolean isAt(String key) {
        if (until.isEmpty()) {
            return false;
        }
        Long end = until.get(key);
        return end != null && (end - System.nanoTime() > 0 || !until.remove(key, end));
    }

    @Override
    public void skipping() {
        pauses.keptWaiting();
    }

    @Override
    public void found(List<String> mappedKeys) {
        RedissonPipeline its = pipeline;
        if (its != null) {
            mappedKeys.stream().map(its::unmapped).forEach(key -> takeAway(its, key));
        }
    }

    private void takeAway(RedissonPipeline its, String key) {
        int endOfStripe = key.lastIndexOf(END_OF_STRIPE);
        if (endOfStripe < 0 || endOfStripe + 1 == key.length()) {
            return; // not an entry's key; a record that is not valid is made anew by the next operation on it
        }
        if (until.size() >= MOST) {
            until.clear();
        }
        if (until.put(key, System.nanoTime() + NANOS) != null) {
            return;
        }
        if (said.compareAndSet(false, true)) {
            CacheMessages.LOG.tooLong(key, LongValues.LONGEST);
        }
        its.send(List.of(operations.sweepLong(key.substring(0, endOfStripe + 1), key, LongValues.LONGEST)))
                .thenAccept(replies -> {
                    if (replies.get(0).is(1)) {
                        until.remove(key);
                    }
                });
    }
}
