package io.throughline.it.history;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Since when each state of a register was known to be committed: because the commit had returned, or because somebody had read the state, or another
 * register that the same transaction wrote.
 */
final class Knowledge {

    /**
     * @param sequence of the newest state known
     * @param by who knew it, for people
     */
    record Known(long time, long sequence, String by) {}

    private final Map<String, List<Known>> byRegister = new HashMap<>();
    private final Map<String, List<Committed>> byTransaction = new HashMap<>();

    Knowledge(History history) {
        history.committed()
                .values()
                .forEach(states -> states.forEach(state -> byTransaction
                        .computeIfAbsent(state.transaction(), transaction -> new ArrayList<>())
                        .add(state)));
        for (Write write : history.writes()) {
            if (write.outcome() == Write.Outcome.ACKNOWLEDGED) {
                learn(write.transaction(), write.ended(), "its commit returned");
            }
        }
        for (Read read : history.reads()) {
            if (read.mark() != null) {
                learn(read.mark(), read.end(), read.reader() + " read " + read.register());
            }
        }
        byRegister.replaceAll((register, known) -> growing(known));
    }

    private void learn(String transaction, long time, String by) {
        for (Committed state : byTransaction.getOrDefault(transaction, List.of())) {
            byRegister
                    .computeIfAbsent(state.register(), register -> new ArrayList<>())
                    .add(new Known(time, state.sequence(), by));
        }
    }

    /** In the order of time, without what was known to be older by then. */
    private static List<Known> growing(List<Known> unordered) {
        List<Known> growing = new ArrayList<>();
        unordered.stream()
                .sorted(Comparator.comparingLong(Known::time).thenComparingLong(known -> -known.sequence()))
                .forEach(known -> {
                    if (growing.isEmpty() || growing.get(growing.size() - 1).sequence() < known.sequence()) {
                        growing.add(known);
                    }
                });
        return growing;
    }

    /** The newest state known before that time, or {@code null}. */
    @Nullable
    Known before(String register, long time) {
        Known newest = null;
        int from = 0;
        List<Known> known = byRegister.getOrDefault(register, List.of());
        int to = known.size();
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (known.get(middle).time() < time) {
                newest = known.get(middle);
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return newest;
    }

    /** The first to be known of all states newer than that one, or {@code null}. */
    @Nullable
    Known firstNewerThan(String register, long sequence) {
        for (Known known : byRegister.getOrDefault(register, List.of())) {
            if (known.sequence() > sequence) {
                return known;
            }
        }
        return null;
    }
}
