package io.throughline.it.protocol;

import io.throughline.protocol.Scripts;
import java.util.function.UnaryOperator;

/** The rules that protocol.py can switch off, each with how the scripts look without it. */
public enum Rule {
    /** LOCK places a lock. */
    LOCK(altered -> altered.in("lock", "save_lock(e, s, retention)\n", "")),

    /** Writes and evictions refuse the puts of loads that began before them. */
    FENCE(altered -> altered.in("settle", "raise_fence(s, s.now)", "")
            .in("evict", "raise_fence(s, s.now)", "")
            .in("clear", "r.fence, r.changed = r.born, true", "r.changed = true")
            .in("open", "r.born, r.fence, r.changed = r.now, r.now, true", "r.born, r.changed = r.now, true")),

    /** A record that was lost is born and fenced now. */
    BORN(altered -> altered.inRecords(
            "born, fence, closers, over, kind, changed = TIME, TIME, '', nil, RECORD, true",
            "born, fence, closers, over, kind, changed = 0, 0, '', nil, RECORD, true")),

    /** A load that took longer than retention is not put. */
    AGE(altered -> altered.in("put", "elseif s.now - as_of > retention then outcome = 3\n", "")),

    /** The limit of a holder that ran out becomes the fence. */
    RUNOUT(altered -> altered.inRecords("if over then raise_fence(s, over) end\n", "")),

    /** A lock that two held stores nothing. */
    CONCURRENT(altered -> altered.in("settle", " and not e.concurrent", "")),

    /** An eviction leaves a lock in place. */
    EVICT_KEEPS_LOCK(altered -> altered.in("evict", "if e.lock then", "if false then")),

    /** A lock older than its stripe stores nothing. */
    SINCE(altered -> altered.in("settle", " and e.since > born_of(s.record)", "")),

    /** The limit of a closer that ran out becomes born and fence. */
    CLOSE_IS_BORN(altered ->
            altered.inRecords("born, fence, changed = max(born, over), max(fence, over), true", "changed = true")),

    /** Closers are told apart. */
    CLOSER_TOKENS(altered -> altered.in("close", "r.closers = without(r.closers, ARGV[2])", "r.closers = ''")
            .in("open", "r.closers, held = without(r.closers, ARGV[2])", "r.closers = ''")),

    /** Fences beside a region's record that were lost were of now. */
    LOST_FENCES(altered -> altered.inRecords(
            "fence, r.fenced, r.fence, r.changed = 0, false, max(r.fence, r.now), true",
            "fence, r.fenced, r.changed = 0, false, true")),

    /** A stripe's fence that is ahead of the clock is its region's, too. */
    AHEAD(altered -> altered.inRecords("r.fence, r.changed = max(r.fence, to), true", ""));

    private final UnaryOperator<Altered> change;

    Rule(UnaryOperator<Altered> change) {
        this.change = change;
    }

    /** Where there is no cluster. */
    boolean isOfRegionsRecords() {
        return this == LOST_FENCES || this == AHEAD;
    }

    /** The shipped scripts without this rule. */
    public Scripts takenOut() {
        return change.apply(Altered.shipped()).scripts();
    }
}
