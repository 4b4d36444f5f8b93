package io.throughline.transaction;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The references of a session that are still unresolved, for code that resolves one and fetches others with it. Finding them requires a walk over
 * everything that the session holds, resolved or not. A walk happens only when the session has doubled in size, or when enough references have been
 * resolved that each pays for {@value #STEPS} steps at most. Between walks, the references that the last walk has found are handed out in turn.
 *
 * <p>Belongs to the session's thread.
 *
 * @param <K> what identifies a reference
 */
public final class UnresolvedReferences<K> {

    static final int STEPS = 256;

    private Set<K> found = new LinkedHashSet<>();
    private long paidFor;
    private int lastSize;

    /**
     * Other references, to be fetched with one that is resolved now. The same ones come again, after the others, for as long as they are unresolved.
     *
     * @param size how many objects the session holds
     * @param all everything that it holds
     * @param isUnresolved whether it is a reference that is still unresolved
     * @param most how many references are wanted
     */
    public List<K> others(int size, Iterable<K> all, Predicate<K> isUnresolved, int most) {
        paidFor += STEPS + Math.max(0, size - lastSize);
        lastSize = size;
        List<K> others = inTurn(isUnresolved, most);
        if (others.size() < most && paidFor >= size) {
            paidFor = 0;
            found = new LinkedHashSet<>();
            for (K each : all) {
                if (isUnresolved.test(each)) {
                    found.add(each);
                }
            }
            others = inTurn(isUnresolved, most);
        }
        return others;
    }

    /** References that are handed out move to the end; those that have been resolved are removed. */
    private List<K> inTurn(Predicate<K> isUnresolved, int most) {
        List<K> others = new ArrayList<>();
        var each = found.iterator();
        while (others.size() < most && each.hasNext()) {
            K next = each.next();
            each.remove();
            if (isUnresolved.test(next)) {
                others.add(next);
            }
        }
        found.addAll(others);
        return others;
    }
}
