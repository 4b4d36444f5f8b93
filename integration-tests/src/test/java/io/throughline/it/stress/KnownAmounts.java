package io.throughline.it.stress;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The checker: the newest known amount of each row. An amount is known if the commit that wrote it has returned, or if somebody has read it. Whoever
 * begins afterwards must not read less.
 */
final class KnownAmounts {

    private final Map<String, AtomicLong> known = new ConcurrentHashMap<>();

    long of(Class<? extends Tally> type, long id) {
        return row(type, id).get();
    }

    void learn(Class<? extends Tally> type, long id, long amount) {
        row(type, id).accumulateAndGet(amount, Math::max);
    }

    private AtomicLong row(Class<? extends Tally> type, long id) {
        return known.computeIfAbsent(type.getSimpleName() + id, row -> new AtomicLong());
    }
}
