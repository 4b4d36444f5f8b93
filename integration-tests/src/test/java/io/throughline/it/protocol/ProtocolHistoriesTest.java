package io.throughline.it.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * For each rule of PROTOCOL.md the history that protocol.py prints when it is switched off, cut down to the steps that
 * matter, in their order. Each comment names those steps as printed there.
 */
class ProtocolHistoriesTest {

    private static final Duration SHORT = Duration.ofMillis(20);
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final long AHEAD_MICROS = 200_000;

    /** w0 locks; r0 begins; r0 loads 0; w0 commits 1; r0 puts 0; r2 loads 1; r3 begins; r3 hits 0 */
    @Test
    void lock() {
        History history = row -> {
            Writer w0 = row.writer();
            Reader r0 = row.reader();
            w0.locks();
            r0.begins();
            r0.loads();
            w0.commits();
            r0.puts();
            row.reader().loads();
            return row.reader().beginsAndGets();
        };
        history.needs(Rule.LOCK);
    }

    /** w0 locks; r0 begins; r0 loads 0; w0 commits 1; w0 settles; r0 puts 0; r0 begins; r0 hits 0 */
    @Test
    void fence() {
        History history = row -> {
            Writer w0 = row.writer();
            Reader r0 = row.reader();
            w0.locks();
            r0.begins();
            r0.loads();
            w0.commits();
            w0.settlesWithoutItem();
            r0.puts();
            return row.reader().beginsAndGets();
        };
        history.needs(Rule.FENCE);
    }

    /** w1 locks; r0 begins; r0 loads 0; w1 commits 1; w1 settles; flush; r0 puts 0; r0 begins; r0 hits 0 */
    @Test
    void born() {
        History history = row -> {
            Writer w1 = row.writer();
            Reader r0 = row.reader();
            w1.locks();
            r0.begins();
            r0.loads();
            w1.commits();
            w1.settles();
            row.flush();
            r0.puts();
            return row.reader().beginsAndGets();
        };
        history.needs(Rule.BORN);
    }

    /** w1 locks; r1 begins; r1 loads 0; w1 commits 1; w1 crashes; tick...; r0 loads 1; r1 puts 0; r1 begins; r1 hits 0 */
    @Test
    void age() {
        History history = row -> {
            Writer w1 = row.writer();
            Reader r1 = row.reader();
            w1.locks();
            r1.begins();
            r1.loads();
            w1.commits();
            // times to live are whole milliseconds, from when the key is set: a little after the time that the call has
            // read
            row.waitUntilPast(w1.ranOut() + row.retention() + 2 * Row.SLACK);
            assertThat(row.isThere())
                    .as("the lock, past its key's time to live")
                    .isFalse();
            row.reader().loads();
            r1.puts();
            return row.reader().beginsAndGets();
        };
        history.needs(Rule.AGE, SHORT, SHORT);
    }

    /** w0 locks; r0 begins; r0 loads 0; w0 commits 1; (w0's limit passes); r0 puts 0; r1 loads 1; r1 begins; r1 hits 0 */
    @Test
    void runout() {
        History history = row -> {
            Writer w0 = row.writer();
            Reader r0 = row.reader();
            w0.locks();
            r0.begins();
            r0.loads();
            w0.commits();
            row.waitUntilPast(w0.ranOut());
            r0.puts();
            row.reader().loads();
            return row.reader().beginsAndGets();
        };
        history.needs(Rule.RUNOUT, SHORT, LONG);
    }

    /** w1 locks; w1 commits 1; w0 locks; w0 commits 2; w0 settles; w1 settles; r0 loads 2; r0 begins; r0 hits 1 */
    @Test
    void concurrent() {
        History history = row -> {
            Writer w1 = row.writer();
            Writer w0 = row.writer();
            w1.locks();
            w1.commits();
            w0.locks();
            w0.commits();
            w0.settles();
            w1.settles();
            row.reader().loads();
            return row.reader().beginsAndGets();
        };
        history.needs(Rule.CONCURRENT);
    }

    /** w0 locks; evict; r2 begins; r2 loads 0; w0 commits 1; r2 puts 0; r1 loads 1; r3 begins; r3 hits 0 */
    @Test
    void evictKeepsLock() {
        History history = row -> {
            Writer w0 = row.writer();
            Reader r2 = row.reader();
            w0.locks();
            row.evict();
            r2.begins();
            r2.loads();
            w0.commits();
            r2.puts();
            row.reader().loads();
            return row.reader().beginsAndGets();
        };
        history.needs(Rule.EVICT_KEEPS_LOCK);
    }

    /** w0 locks; w0 commits 1; b0 closes; b0 commits 2; b0 opens; r2 loads 2; w0 settles; r3 begins; r3 hits 1 */
    @Test
    void since() {
        History history = row -> {
            Writer w0 = row.writer();
            Bulk b0 = row.bulk();
            w0.locks();
            w0.commits();
            b0.closes();
            b0.commits();
            b0.opens();
            row.reader().loads();
            w0.settles();
            return row.reader().beginsAndGets();
        };
        history.needs(Rule.SINCE);
    }

    /** b0 closes; r0 begins; r0 loads 0; b0 commits 1; b0 crashes; tick; r0 puts 0; r0 loads 1; r0 begins; r0 hits 0 */
    @Test
    void closeIsBorn() {
        History history = row -> {
            Bulk b0 = row.bulk();
            Reader r0 = row.reader();
            b0.closes();
            r0.begins();
            r0.loads();
            b0.commits();
            row.waitUntilPast(b0.ranOut());
            r0.puts();
            row.reader().loads();
            return row.reader().beginsAndGets();
        };
        history.needs(Rule.CLOSE_IS_BORN, SHORT, LONG);
    }

    /**
     * b0 closes; b0 commits 2; b1 closes; b0 opens; r2 begins; r2 loads 2; r2 puts 2; b1 commits 3; r5 loads 3; r6 begins;
     * r6 hits 2
     */
    @Test
    void closerTokens() {
        History history = row -> {
            Bulk b0 = row.bulk();
            Bulk b1 = row.bulk();
            Reader r2 = row.reader();
            b0.closes();
            b0.commits();
            b1.closes();
            b0.opens();
            r2.begins();
            r2.loads();
            r2.puts();
            b1.commits();
            row.reader().loads();
            return row.reader().beginsAndGets();
        };
        history.needs(Rule.CLOSER_TOKENS);
    }

    /** r2 begins; r2 loads 0; w0 locks; w0 commits 1; w0 settles; lose the fences; r2 puts 0; r2 begins; r2 hits 0 */
    @Test
    void lostFences() {
        History history = row -> {
            Writer w0 = row.writer();
            Reader r2 = row.reader();
            row.clear();
            r2.begins();
            r2.loads();
            w0.locks();
            w0.commits();
            w0.settlesWithoutItem();
            assertThat(row.losesFences()).isTrue();
            r2.puts();
            return row.reader().beginsAndGets();
        };
        history.needs(Rule.LOST_FENCES);
    }

    /** clear ahead; w1 locks; w1 commits 1; w1 settles; b0 closes; b0 commits 2; b0 opens; (the clock is past the floor); r3 begins; r3 hits 1 */
    @Test
    void ahead() {
        History history = row -> {
            Writer w1 = row.writer();
            Bulk b0 = row.bulk();
            long floor = row.redis().time() + AHEAD_MICROS;
            row.clearAhead(AHEAD_MICROS);
            w1.locks();
            w1.commits();
            w1.settles();
            b0.closes();
            b0.commits();
            b0.opens();
            if (row.redis().time() >= floor) {
                throw new TimeLimitPassedException();
            }
            row.waitUntilPast(floor + AHEAD_MICROS);
            return row.reader().beginsAndGets();
        };
        history.needs(Rule.AHEAD);
    }
}
