package io.throughline.it.protocol;

import io.throughline.protocol.Call;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * A random history of two rows of a region, in a cluster or elsewhere: {@code history()} of protocol.py, step for step, against the real scripts and the real
 * server's clock.
 *
 * <p>Writers, bulk statements and readers take turns; an entry is lost, or the fences, Redis flushed, a row evicted, their region cleared, with a floor ahead of the clock as well;
 * writers crash anywhere and settle late. Beyond protocol.py, what has run runs again later, as a command may that its client has given up: LOCK, or
 * SETTLE, but not both of one holder, which is why the product never sends a command twice. What PROTOCOL.md leaves open is left out here as there: Redis is not flushed
 * between a live writer's lock and its settle, and nobody commits once his limit has passed.
 */
final class Walk {

    private static final int STEPS = 70;
    private static final String TURNS = "wwwbrrrrre"; // writer, bulk statement, reader, environment
    private static final int[] LIMITS = {500, 1000, 4000}; // microseconds: a step takes some tens of them
    private static final int[] LAGS = {0, 0, 50, 100}; // microseconds
    private static final int LONGEST_TICK = 200; // microseconds
    private static final double[] IDLE = {.02, .12, .4};

    private enum Fault {
        LOSE,
        FLUSH,
        LOSE_FENCES,
        EVICT,
        CLEAR,
        CLEAR_AHEAD,
        REPEAT,
        CRASH
    }

    private enum Phase {
        NEW,
        WRITING,
        PROTECTED,
        COMMITTED,
        ENDED
    }

    private final Random random;
    private final List<Row> rows;
    private final List<WritingActor> writers;
    private final List<WritingActor> bulks;
    private final List<ReadingActor> readers;
    private final Map<Fault, Integer> faults = new EnumMap<>(Fault.class);
    private final double idle;
    private final String neverRepeated;
    private final List<String> log = new ArrayList<>();
    private final Map<Row, WritingActor> writing = new HashMap<>(); // who holds the database's own lock of it

    Walk(CallRunner redis, Random random) {
        this(redis, random, 1);
    }

    /** @param slowness how often as long as usual locks and closers live: on a busy machine none of the usual ones outlives a commit */
    Walk(CallRunner redis, Random random, int slowness) {
        this.random = random;
        int limit = slowness * anyOf(LIMITS);
        boolean inCluster = random.nextBoolean();
        Row one = new Row(redis, limit, anyOf(limit + 1000, limit + 3000), inCluster);
        rows = random.nextBoolean() ? List.of(one) : List.of(one, one.other());
        rows.forEach(Row::flush);
        log.add(inCluster ? "in a cluster" : "elsewhere");
        writers = crew(i -> new WritingActor("w" + i, anyOf(rows), Row::writer), 1, 2, 4);
        bulks = crew(i -> new WritingActor("b" + i, anyOf(rows), Row::bulk), 0, 1, 2);
        readers = crew(i -> new ReadingActor("r" + i, anyOf(rows).reader()), 1, 2, 4, 7);
        for (Fault fault : Fault.values()) {
            faults.put(fault, anyOf(0, 0, 1, 2));
        }
        idle = IDLE[random.nextInt(IDLE.length)];
        neverRepeated = random.nextBoolean() ? "lock" : "settle";
        redis.forgetCalls();
    }

    /** Whether, at the last step, a reader was given less than was known when it began. */
    boolean endsStale() {
        for (int step = 0; step < STEPS; step++) {
            if (random.nextDouble() < idle) {
                rows.get(0).waitUntilPast(rows.get(0).redis().time() + random.nextInt(LONGEST_TICK));
                log.add("tick");
            } else if (isStaleAfterStep()) {
                return true;
            }
        }
        return false;
    }

    /** The steps so far. */
    String log() {
        return String.join("; ", log);
    }

    private boolean isStaleAfterStep() {
        switch (TURNS.charAt(random.nextInt(TURNS.length()))) {
            case 'w' -> anyOf(writers).step();
            case 'b' -> {
                if (!bulks.isEmpty()) {
                    anyOf(bulks).step();
                }
            }
            case 'r' -> {
                return anyOf(readers).isStaleAfterStep();
            }
            default -> happens(Fault.values()[random.nextInt(Fault.CRASH.ordinal())]);
        }
        return false;
    }

    private void happens(Fault fault) {
        Row row = anyOf(rows);
        boolean possible = isLeft(fault)
                && switch (fault) {
                    case LOSE -> row.losesItem();
                    case LOSE_FENCES -> row.losesFences();
                    case FLUSH -> flushes();
                    case EVICT -> {
                        row.evict();
                        yield true;
                    }
                    case CLEAR -> {
                        row.clear();
                        yield true;
                    }
                    case CLEAR_AHEAD -> {
                        row.clearAhead(random.nextInt(2 * LONGEST_TICK));
                        yield true;
                    }
                    case REPEAT -> repeats(row);
                    case CRASH -> false; // the writers' own
                };
        if (possible) {
            spend(fault);
            log.add(fault.name());
        }
    }

    private boolean repeats(Row row) {
        List<Call> all = row.redis().ran().stream()
                .filter(call -> !call.script().name().equals(neverRepeated))
                .toList();
        if (all.isEmpty()) {
            return false;
        }
        Call call = anyOf(all);
        row.redis().runAgain(call);
        log.add("again " + call.script().name());
        return true;
    }

    private boolean flushes() {
        if (writers.stream().anyMatch(WritingActor::isLive) || bulks.stream().anyMatch(WritingActor::isLive)) {
            return false;
        }
        rows.forEach(Row::flush);
        return true;
    }

    private boolean isLeft(Fault fault) {
        return faults.get(fault) > 0;
    }

    private void spend(Fault fault) {
        faults.merge(fault, -1, Integer::sum);
    }

    /** One transaction, then no more. */
    private final class WritingActor {

        private final String name;
        private final Row row;
        private final Committer transaction;
        private Phase phase = Phase.NEW;

        WritingActor(String name, Row row, Function<Row, Committer> transaction) {
            this.name = name;
            this.row = row;
            this.transaction = transaction.apply(row);
        }

        boolean isLive() {
            return phase == Phase.PROTECTED || phase == Phase.COMMITTED;
        }

        void step() {
            switch (phase) {
                case NEW -> {
                    if (writing.putIfAbsent(row, this) == null) {
                        goOn(Phase.WRITING, "writes row " + rows.indexOf(row));
                    }
                }
                case WRITING -> {
                    transaction.protects();
                    goOn(Phase.PROTECTED, "locks or closes");
                    if (crashes(.05)) {
                        writing.remove(row);
                        goOn(Phase.ENDED, "crashes, rolled back");
                    }
                }
                case PROTECTED -> {
                    writing.remove(row);
                    if (!transaction.triesToCommit()) {
                        goOn(Phase.ENDED, "times out");
                        return;
                    }
                    goOn(Phase.COMMITTED, "commits " + transaction.written());
                    if (crashes(.15)) {
                        goOn(Phase.ENDED, "crashes");
                    }
                }
                case COMMITTED -> {
                    transaction.releases();
                    goOn(Phase.ENDED, "settles or opens");
                }
                case ENDED -> {}
            }
        }

        private boolean crashes(double likelihood) {
            boolean crashes = isLeft(Fault.CRASH) && random.nextDouble() < likelihood;
            if (crashes) {
                spend(Fault.CRASH);
            }
            return crashes;
        }

        private void goOn(Phase next, String what) {
            phase = next;
            log.add(name + ' ' + what);
        }
    }

    /** One transaction after the other: begin, read or load, put. */
    private final class ReadingActor {

        private final String name;
        private final Reader transaction;
        private Phase phase = Phase.NEW;

        ReadingActor(String name, Reader transaction) {
            this.name = name;
            this.transaction = transaction;
        }

        boolean isStaleAfterStep() {
            switch (phase) {
                case NEW -> {
                    transaction.begins(anyOf(LAGS));
                    goOn(Phase.BEGUN, "begins");
                }
                case BEGUN -> {
                    Given hit = random.nextDouble() < .6 ? transaction.reads() : null;
                    if (hit != null) {
                        goOn(Phase.NEW, "hits " + hit.value() + ", " + hit.known() + " was known");
                        return hit.isStale();
                    }
                    goOn(Phase.LOADED, "loads " + transaction.loads().value());
                }
                case LOADED -> {
                    boolean stored = transaction.puts();
                    goOn(Phase.NEW, "puts " + transaction.loaded() + (stored ? "" : " (refused)"));
                }
            }
            return false;
        }

        private void goOn(Phase next, String what) {
            phase = next;
            log.add(name + ' ' + what);
        }

        private enum Phase {
            NEW,
            BEGUN,
            LOADED
        }
    }

    private <A> List<A> crew(Function<Integer, A> member, int... sizes) {
        return IntStream.range(0, anyOf(sizes)).boxed().map(member).toList();
    }

    private int anyOf(int... choices) {
        return choices[random.nextInt(choices.length)];
    }

    private <T> T anyOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
