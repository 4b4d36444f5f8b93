package io.throughline.it.protocol;

import io.throughline.protocol.Scripts;
import java.util.function.UnaryOperator;

/** The rules that protocol.py can switch off, each with how the scripts look without it. */
public enum Rule {
    /** LOCK places a lock. */
    LOCK(altered -> altered.in("lock", "save_lock(e, s, retention)\nsave_stripe", "save_stripe")),

    /** Writes and evictions refuse the puts of loads that began before them. */
    FENCE(altered -> altered.in("settle", "raise_fence(s, s.now)", "")
            .in("evict", "raise_fence(s, s.now)", "")
            .in("clear", "s.fence, s.changed = s.born, true", "s.changed = true")
            .in("open", "s.born, s.fence, s.changed = s.now, s.now, true", "s.born, s.changed = s.now, true")),

    /** A stripe that was lost is born and fenced now. */
    BORN(altered -> altered.inRecords(
            "s.born, s.fence, s.closers, s.changed = time, time, {}, true",
            "s.born, s.fence, s.closers, s.changed = 0, 0, {}, true")),

    /** A load that took longer than retention is not put. */
    AGE(altered -> altered.in("put", "elseif s.now - as_of > retention then outcome = 3\n", "")),

    /** The limit of a holder that ran out becomes the fence. */
    RUNOUT(altered -> altered.inRecords("raise_fence(s, holder[2])\n", "")),

    /** A lock that two held stores nothing. */
    CONCURRENT(altered -> altered.in("settle", " and not e.concurrent", "")),

    /** An eviction leaves a lock in place. */
    EVICT_KEEPS_LOCK(altered -> altered.in("evict", "if e.lock then", "if false then")),

    /** A lock older than its stripe stores nothing. */
    SINCE(altered -> altered.in("settle", " and e.since > born_of(s)", "")),

    /** The limit of a closer that ran out becomes born and fence. */
    CLOSE_IS_BORN(altered -> altered.inRecords(
            "s.born, s.fence, s.changed = math.max(s.born, closer[2]), math.max(s.fence, closer[2]), true",
            "s.changed = true")),

    /** Closers are told apart. */
    CLOSER_TOKENS(altered -> altered.in("close", "s.closers = without(s.closers, ARGV[2])", "s.closers = {}")
            .in("open", "s.closers = without(s.closers, ARGV[2])", "s.closers = {}"));

    private final UnaryOperator<Altered> change;

    Rule(UnaryOperator<Altered> change) {
        this.change = change;
    }

    /** The shipped scripts without this rule. */
    public Scripts takenOut() {
        return change.apply(Altered.shipped()).scripts();
    }
}
