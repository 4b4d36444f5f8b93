package io.throughline.transaction;

import io.throughline.protocol.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/**
 * What is owed for entries, regions or query spaces. One thing may be owed several times: by a transaction that has committed, now; and by one that has
 * not, later. Neither replaces the other; otherwise the committed change would wait for the end of somebody else's transaction. Of those that are due,
 * the newest is enough: one settlement covers everything that was committed before it.
 *
 * <p>Safe for all threads.
 */
final class Debts<T> {

    private final Map<T, List<Debt<T>>> owed = new ConcurrentHashMap<>();

    /**
     * @param token of the lock, closer or mark that may be in place
     * @param due whether it may be done now; called by any thread, and finally true whatever happens
     */
    record Debt<T>(T of, Token token, BooleanSupplier due) {

        boolean isDue() {
            return due.getAsBoolean();
        }
    }

    void add(Debt<T> debt) {
        add(debt, () -> {});
    }

    /** @param first runs if nothing was owed for it before; it runs before the debt can be seen */
    void add(Debt<T> debt, Runnable first) {
        owed.compute(debt.of(), (of, known) -> {
            if (known == null) {
                first.run();
                return List.of(debt);
            }
            boolean now = debt.isDue();
            List<Debt<T>> all = new ArrayList<>(known.size() + 1);
            for (Debt<T> other : known) {
                if (!(other.due() == debt.due() || now && other.isDue())) {
                    all.add(other);
                }
            }
            all.add(debt);
            return List.copyOf(all);
        });
    }

    /**
     * What was owed with this token is done; what has been added since is not.
     *
     * @param last runs if nothing is owed for it any more
     */
    void settled(T of, Token token, Runnable last) {
        owed.computeIfPresent(of, (key, known) -> {
            List<Debt<T>> left =
                    known.stream().filter(debt -> debt.token() != token).toList();
            if (left.isEmpty()) {
                last.run();
                return null;
            }
            return left;
        });
    }

    /** What was owed with this token is done; what has been added since is not. */
    void settled(T of, Token token) {
        settled(of, token, () -> {});
    }

    /** @param last runs if something was owed for it */
    void forget(T of, Runnable last) {
        owed.computeIfPresent(of, (key, known) -> {
            last.run();
            return null;
        });
    }

    List<Debt<T>> of(T of) {
        return owed.getOrDefault(of, List.of());
    }

    /** What may be done now. */
    List<Debt<T>> due() {
        return owed.values().stream().flatMap(List::stream).filter(Debt::isDue).toList();
    }

    boolean contains(T of) {
        return owed.containsKey(of);
    }

    Set<T> all() {
        return owed.keySet();
    }

    boolean isEmpty() {
        return owed.isEmpty();
    }

    int size() {
        return owed.size();
    }
}
