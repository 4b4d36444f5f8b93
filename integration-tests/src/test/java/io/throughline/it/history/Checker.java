package io.throughline.it.history;

import io.throughline.it.history.Knowledge.Known;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Decides for each read whether any order of the writes allows it. The order of a register's committed writes is known from the database, the
 * outcome of those whose worker was killed as well, so that the question is one of time alone:
 *
 * <ol>
 *   <li>The state was committed by a transaction that had begun when the read ended.
 *   <li>No newer state was known before the reader's session began: by a commit that had returned, or by somebody's read that had ended.
 *   <li>What was acknowledged is in the database, and the last state of a register is the one that was written last.
 * </ol>
 */
final class Checker {

    private final History history;
    private final Knowledge knowledge;
    private final Map<String, Write> writes = new HashMap<>();
    private final Map<String, Map<String, Committed>> states = new HashMap<>(); // by register and transaction
    private final Map<String, List<Committed>> absences = new HashMap<>(); // by register
    private final List<StaleRead> stale = new ArrayList<>();
    private final List<Violation> lost = new ArrayList<>();
    private final List<Violation> impossible = new ArrayList<>();

    private Checker(History history) {
        this.history = history;
        knowledge = new Knowledge(history);
        history.writes().forEach(write -> writes.put(write.transaction(), write));
        history.committed().forEach((register, all) -> {
            Map<String, Committed> byTransaction = new HashMap<>();
            all.forEach(state -> byTransaction.put(state.transaction(), state));
            states.put(register, byTransaction);
            absences.put(
                    register, all.stream().filter(state -> !state.present()).toList());
        });
    }

    static Findings check(History history) {
        Checker checker = new Checker(history);
        history.reads().forEach(checker::check);
        history.writes().forEach(checker::check);
        history.committed().forEach(checker::checkLast);
        return new Findings(checker.stale, checker.lost, checker.impossible);
    }

    private void check(Read read) {
        Committed state = newestThatItMayBe(read);
        if (state == null) {
            impossible.add(new Violation(read.start(), read + ": nobody had committed that"));
            return;
        }
        Known known = knowledge.before(read.register(), read.since());
        if (known != null && known.sequence() > state.sequence()) {
            Known first = Objects.requireNonNull(knowledge.firstNewerThan(read.register(), state.sequence()));
            long nanosLate = read.since() - first.time();
            stale.add(new StaleRead(
                    read, nanosLate, isFollowedByCommitWithoutLocks(state), explanation(read, state, known, first)));
        }
    }

    /** Which of several is only open if there was no row: it may have been deleted more than once. */
    private @Nullable Committed newestThatItMayBe(Read read) {
        if (read.mark() != null) {
            Committed state = states.getOrDefault(read.register(), Map.of()).get(read.mark());
            return state != null && state.present() && begun(state) <= read.end() ? state : null;
        }
        List<Committed> absent = absences.getOrDefault(read.register(), List.of());
        for (int i = absent.size() - 1; i >= 0; i--) {
            if (begun(absent.get(i)) <= read.end()) {
                return absent.get(i);
            }
        }
        return null;
    }

    /** Whoever committed the next state could not tell Redis so before, and may not have been able to for a while. */
    private boolean isFollowedByCommitWithoutLocks(Committed state) {
        List<Committed> all = history.committed().get(state.register());
        Write next = writes.get(all.get((int) state.sequence()).transaction()); // sequences begin with 1
        return next != null && !next.locked();
    }

    private long begun(Committed state) {
        Write write = writes.get(state.transaction());
        return write == null ? Long.MIN_VALUE : write.begun();
    }

    private static String explanation(Read read, Committed state, Known known, Known first) {
        return String.format(
                "%s was given state %d of %s (by %s, %s, %s) in a session of %d, read %d to %d; state %d was known at %d (%s); a newer one"
                        + " first at %d (%s), %.1f ms before the session",
                read.reader(),
                state.sequence(),
                read.register(),
                state.transaction(),
                read.operation(),
                read.hit() ? "from the cache" : "not from the cache",
                read.since(),
                read.start(),
                read.end(),
                known.sequence(),
                known.time(),
                known.by(),
                first.time(),
                first.by(),
                (read.since() - first.time()) / 1e6);
    }

    private void check(Write write) {
        for (String register : write.registers()) {
            boolean there = states.getOrDefault(register, Map.of()).containsKey(write.transaction());
            if (write.outcome() == Write.Outcome.ACKNOWLEDGED && !there) {
                lost.add(new Violation(
                        write.ended(), write + ": acknowledged, and not in the database (" + register + ")"));
            }
            if (write.outcome() == Write.Outcome.ROLLED_BACK && there) {
                impossible.add(
                        new Violation(write.ended(), write + ": rolled back, and in the database (" + register + ")"));
            }
        }
    }

    private void checkLast(String register, List<Committed> states) {
        Committed last = states.get(states.size() - 1);
        String expected = last.present() ? last.transaction() : null;
        String found = history.last().get(register);
        if (!Objects.equals(expected, found)) {
            lost.add(new Violation(begun(last), register + " holds what " + found + " wrote, and not " + last));
        }
    }
}
