package io.throughline.near;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** What one {@link NearWalk} is about: chosen before it begins, so that what has to come together does in some of them. */
final class WalkScene {

    private static final long[] LOCK_LIMITS_MILLIS = {1500, 5000, 50_000};
    private static final double[] TICKS = {.05, .15, .4};
    /** How often each kind of move is made, to what it is by itself. */
    private static final double[] FREQUENCIES = {.1, .3, 1, 1, 1, 3, 10};

    /** What the writers do. */
    enum Kind {
        ROW,
        BULK,
        NOT_STRICT
    }

    /** Who has joined when it begins, long enough ago to keep what he reads. */
    enum Joined {
        ALL,
        /** The first one long before the others, and a replica has the registry of then. */
        ONE_BY_ONE,
        NOBODY
    }

    private final Random random;
    private final Map<String, Double> frequencies = new HashMap<>();
    private final boolean cluster;
    private final boolean rejects;
    private final Kind kind;
    private final long lockLimit;
    private final Joined joined;
    private final boolean eager;
    private final boolean looks;
    private final double copied;
    private double tick;
    private int losses;
    private boolean untold;

    /** @param without the rule that has been taken out: what it is needed for is preferred */
    WalkScene(Random random, @Nullable WalkRule without) {
        this.random = random;
        cluster = chance(.5) || without == WalkRule.DEADLINE || without == WalkRule.NOFILL;
        rejects = chance(.5) || !cluster;
        kind = chance(.8) || without != null ? Kind.ROW : chance(.5) ? Kind.BULK : Kind.NOT_STRICT;
        long millis = LOCK_LIMITS_MILLIS[random.nextInt(LOCK_LIMITS_MILLIS.length)];
        lockLimit = 1000 * (without == WalkRule.LATE ? LOCK_LIMITS_MILLIS[0] : millis);
        joined = joined(without);
        eager = chance(.8) || without == WalkRule.HOME;
        looks = (chance(.8) || !rejects) && without != WalkRule.FRESH;
        losses = without == null ? random.nextInt(3) : isOfLosses(without) ? 2 : 0;
        untold = without == null ? chance(.2) : without == WalkRule.REPLACED;
        copied = without == WalkRule.RUN || without == WalkRule.HOME ? 0 : chance(.5) ? .02 : .005;
        tick = TICKS[random.nextInt(TICKS.length)];
        if (without != null) {
            prefer(without);
        }
    }

    /** What is needed for chance to find within some thousand histories what the rule is for. */
    private void prefer(WalkRule without) {
        switch (without) {
            case EXPEL, EXPELLED, MARKED -> frequencies.put(WalkNode.LINK_BREAKS, 5.0);
            case DEADLINE -> frequencies.put(WalkNetwork.IS_EXECUTED, .1);
            case LATE -> frequencies.put(WalkTransaction.COMMITS, .1);
            case JOIN -> {
                tick = TICKS[0];
                frequencies.put(WalkNode.RENEWS, 10.0);
            }
            case FRESH -> frequencies.put(WalkNode.LOOKS, 0.0);
            case RUN -> tick = TICKS[0];
            case HOME -> {
                tick = TICKS[2];
                frequencies.put(WalkNode.LINK_BREAKS, 5.0);
                frequencies.put(NearWalk.FAILS_OVER, .3);
            }
            default -> {}
        }
    }

    private Joined joined(@Nullable WalkRule without) {
        double any = random.nextDouble();
        if (without == WalkRule.RUN || without == WalkRule.HOME) {
            return Joined.ONE_BY_ONE;
        }
        if (without == WalkRule.JOIN || without == WalkRule.FRESH) {
            return Joined.NOBODY;
        }
        return any < .8 ? Joined.ALL : any < .9 ? Joined.ONE_BY_ONE : Joined.NOBODY;
    }

    private static boolean isOfLosses(WalkRule without) {
        return without == WalkRule.SINCE || without == WalkRule.RUN || without == WalkRule.HOME;
    }

    private boolean chance(double of) {
        return random.nextDouble() < of;
    }

    double weight(WalkMove move) {
        return move.weight()
                * frequencies.computeIfAbsent(move.kind(), k -> FREQUENCIES[random.nextInt(FREQUENCIES.length)]);
    }

    boolean isCluster() {
        return cluster;
    }

    /** {@code on_failure=reject}. */
    boolean rejects() {
        return rejects;
    }

    Kind kind() {
        return kind;
    }

    /** How long a lock protects, in microseconds. */
    long lockLimit() {
        return lockLimit;
    }

    Joined joined() {
        return joined;
    }

    /** Whether writers look in time, mostly. */
    boolean looks() {
        return looks;
    }

    /** Whether members renew in time, mostly. */
    boolean isEager() {
        return eager;
    }

    /** Before each move: how likely a replica gets what the registry holds. */
    double copied() {
        return copied;
    }

    /** How likely some time passes, and nothing else happens. */
    double tick() {
        return tick;
    }

    boolean hasLosses() {
        return losses > 0;
    }

    void loses() {
        losses--;
    }

    boolean hasUntold() {
        return untold;
    }

    void tells() {
        untold = false;
    }

    @Override
    public String toString() {
        return kind + (cluster ? " in a cluster" : "") + (rejects ? "" : ", bypass") + (eager ? "" : ", not eager")
                + ", " + joined + " joined";
    }
}
