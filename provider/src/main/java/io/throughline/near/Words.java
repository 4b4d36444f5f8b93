package io.throughline.near;

import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The words for which this node waits. Each call has a number, and members say which one they have heard. A word may arrive before Redis has said whose words to wait for.
 *
 * <p>Safe for all threads.
 */
final class Words {

    private final AtomicLong numbers = new AtomicLong();
    private final Map<Long, Awaited> calls = new ConcurrentHashMap<>();

    /** The words for one call. */
    final class Awaited {
        private final long number = numbers.incrementAndGet();
        private final Set<String> given = new HashSet<>();
        private @Nullable Set<String> missing;
        private final CompletableFuture<Void> all = new CompletableFuture<>();

        long number() {
            return number;
        }

        /** @return completes when all of them have given their word */
        CompletableFuture<Void> of(Collection<String> members) {
            synchronized (this) {
                missing = new HashSet<>(members);
                missing.removeAll(given);
            }
            complete();
            return all;
        }

        private void given(String member) {
            synchronized (this) {
                given.add(member);
                if (missing != null) {
                    missing.remove(member);
                }
            }
            complete();
        }

        private void complete() {
            boolean complete;
            synchronized (this) {
                complete = missing != null && missing.isEmpty();
            }
            if (complete) {
                all.complete(null);
            }
        }

        /** The members that have not given their word. */
        synchronized Set<String> missing() {
            return missing == null ? Set.of() : Set.copyOf(missing);
        }

        /** Stops waiting. */
        void forget() {
            calls.remove(number);
        }
    }

    /** To be called before the call goes out. */
    Awaited expect() {
        Awaited awaited = new Awaited();
        calls.put(awaited.number(), awaited);
        return awaited;
    }

    /** A member has heard a call. */
    void given(String member, long number) {
        Awaited awaited = calls.get(number);
        if (awaited != null) {
            awaited.given(member);
        }
    }
}
