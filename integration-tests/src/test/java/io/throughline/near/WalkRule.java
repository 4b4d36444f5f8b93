package io.throughline.near;

import io.throughline.it.protocol.Altered;
import java.util.function.UnaryOperator;

/** The rules of near.py that can be taken out without changing the product: from a script's text, or by what a node learns of the world around it. */
enum WalkRule {
    /** A writer commits when each member that the CALL named has given its word. */
    WAIT(scripts -> scripts.in("call", "return reply\n", "return { reply[1] }\n")),

    /** A member without a word is expelled before its lease is waited for. */
    EXPEL(scripts -> scripts.in("expel", "== 'M' then", "== 'never' then")),

    /** Who was expelled renews nothing. */
    EXPELLED(scripts -> scripts.in("renew", " or string.sub(known[2], 1, 1) ~= 'M'", "")),

    /** Who was expelled is still named. */
    MARKED(scripts ->
            scripts.in("call", "if states[i] then", "if states[i] and string.sub(states[i], 1, 1) == 'M' then")),

    /** A LOCK that arrives after its deadline is refused. */
    DEADLINE(scripts -> scripts.in("lock", "if TIME > deadline then return 0 end", "")),

    /** A SETTLE or OPEN that finds its lock gone calls after it. */
    LATE(scripts -> scripts.in("settle", "return held and outcome or 4", "return outcome")
            .in("open", "if not held then outcome = 2 end", "")),

    /** A PUT in the place of another item calls after it. */
    REPLACED(scripts -> scripts.in("put", "if e.item then outcome = 8 end", "if e.item then outcome = 9 end")),

    /** Nobody reads, or puts, while a writer is between its CALL and its SETTLE. */
    LOCK(scripts -> scripts.in("lock", "save_lock(e, s, retention)\n", "")),

    /** A member answers only while its lease stands: it tells others of a shorter one. */
    LEASE(scripts -> scripts.in(
            "join",
            "local key, member = KEYS[1], ARGV[2]",
            "local key, member = KEYS[1], ARGV[2] ARGV[3] = '" + WalkTimes.LEASE.toMillis() + "'")),

    /** A read that was under way when the key was called fills nothing: it is called by another name. */
    GUARD,

    /** Nothing is filled before the call's deadline: the call does not say it. */
    NOFILL,

    /** A member fills nothing with what it reads in the first seconds. */
    JOIN,

    /** Who has found nobody has to look again after a claim. */
    FRESH,

    /** A registry that is not known says nothing of the leases from before. */
    SINCE,

    /** The same registry on another server is another one: writers do not see that it is another. */
    RUN,

    /** A member renews with the home that it has joined alone: it does not see that it is another. */
    HOME;

    private final UnaryOperator<Altered> change;

    WalkRule() {
        this(scripts -> scripts);
    }

    WalkRule(UnaryOperator<Altered> change) {
        this.change = change;
    }

    /** Of a history that needed it, which chance takes long to find. If the walk has changed since, it may need it no more. */
    long earlierSeed() {
        return switch (this) {
            case WAIT -> 1000;
            case EXPEL -> 1028;
            case EXPELLED -> 1890;
            case MARKED -> 5003;
            case DEADLINE -> 2346;
            case LATE -> 1210;
            case REPLACED -> 2169;
            case LOCK -> 1050;
            case LEASE -> 1101;
            case GUARD -> 1008;
            case NOFILL -> 1452;
            case JOIN -> 1153;
            case FRESH -> 1321;
            case SINCE -> 1058;
            case RUN -> 1000;
            case HOME -> 9402;
        };
    }

    /** The shipped scripts without it. */
    Altered takenOut() {
        return change.apply(Altered.shipped());
    }
}
