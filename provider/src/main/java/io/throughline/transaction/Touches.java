package io.throughline.transaction;

import io.throughline.metrics.CacheActivity;
import io.throughline.metrics.CacheMessages;
import io.throughline.protocol.EntryAddress;
import io.throughline.protocol.Operations;
import io.throughline.protocol.Pipeline;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Extends the life of items that are hit ({@code max_idle}): off the caller's thread, and for each entry at most once per half idle time. Its memory
 * of touched entries is bounded; an entry that it forgets is touched once more.
 */
public final class Touches {

    private static final int MOST_REMEMBERED = 50_000;

    private final @Nullable Duration maxIdle;
    private final TtlSpread spread;
    private final Operations operations;
    private final Pipeline pipeline;
    private final CacheActivity activity;
    private final Map<String, Long> touchedAt = new ConcurrentHashMap<>();

    public Touches(
            @Nullable Duration maxIdle,
            TtlSpread spread,
            Operations operations,
            Pipeline pipeline,
            CacheActivity activity) {
        this.maxIdle = maxIdle;
        this.spread = spread;
        this.operations = operations;
        this.pipeline = pipeline;
        this.activity = activity;
    }

    /** How long an item lives if nobody hits it, in milliseconds; a different value each time. */
    public long firstLife(long ttlMillis) {
        long life = spread.shortened(ttlMillis);
        return maxIdle == null ? life : Math.min(life, maxIdle.toMillis());
    }

    /** An entry was hit. */
    public void hit(EntryAddress address, long ttlMillis) {
        if (maxIdle == null || maxIdle.toMillis() >= ttlMillis) {
            return;
        }
        long now = System.nanoTime();
        Long before = touchedAt.get(address.key());
        if (before != null && now - before < maxIdle.toNanos() / 2) {
            return;
        }
        if (touchedAt.size() >= MOST_REMEMBERED) {
            forget(now);
        }
        touchedAt.put(address.key(), now);
        pipeline.send(List.of(operations.touch(address, maxIdle.toMillis(), spread.shortened(ttlMillis))))
                .whenComplete((replies, failure) -> {
                    if (failure != null) {
                        activity.redisFailed();
                        CacheMessages.LOG.failed(address, failure.getMessage());
                    }
                });
    }

    private void forget(long now) {
        long halfIdle = maxIdle == null ? 0 : maxIdle.toNanos() / 2;
        touchedAt.values().removeIf(at -> now - at >= halfIdle);
        if (touchedAt.size() >= MOST_REMEMBERED) {
            touchedAt.clear();
        }
    }
}
