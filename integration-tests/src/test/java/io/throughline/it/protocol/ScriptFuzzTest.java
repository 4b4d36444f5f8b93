package io.throughline.it.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.protocol.Pipeline.EntryRecords;
import io.throughline.protocol.Read;
import io.throughline.protocol.Reply;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The scripts on any two records: random ones, and real ones that were changed. None fails, none leaves an item readable that should not be, and each leaves a
 * stripe that can be read. {@code -Dthroughline.fuzz.seconds=24} is how long all bodies are fuzzed, and half of it the scripts, a quarter each way that a region lies; {@code -Dthroughline.fuzz.seed}
 * repeats a run.
 */
class ScriptFuzzTest extends ScriptTest {

    private static final long SECONDS = Math.max(1, Long.getLong("throughline.fuzz.seconds", 15) / 4);
    private static final long SEED = Long.getLong("throughline.fuzz.seed", System.nanoTime());
    /** On a machine however busy. */
    private static final int FEWEST_RUNS = 500;

    private static final String[] SCRIPTS = {"lock", "settle", "put", "evict", "make", "clear", "close", "open", "touch"
    };

    /** After these an item that was there before is not to be read. */
    private static final Set<String> ENDING = Set.of("lock", "settle", "evict", "clear", "close", "open");

    private static final String MINE = ItemRecord.of(0, Items.unversioned(1)).rest();

    private final Random random = new Random(SEED);

    @Test
    void onAnyRecords() {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        int runs = 0;
        Set<String> outcomes = new HashSet<>();
        while (System.nanoTime() < end || runs < FEWEST_RUNS) {
            // those on a whole region take longer
            String[] some = random.nextInt(5) == 0 ? SCRIPTS : ON_ENTRIES;
            String script = some[runs++ % some.length];
            byte[] stripe = stripeOrNot();
            byte[] item = entryOrNot();
            lay(entry.recordKey(), stripe);
            lay(entry.key(), item);
            String shown =
                    "seed " + SEED + ", run " + runs + ", " + script + " on " + hex(stripe) + " and " + hex(item);
            Read before = read();
            long outcome;
            try {
                outcome = run(script.equals("touch") ? operations.touch(entry, 100_000, 200_000) : call(script))
                        .outcome();
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError(shown, e);
            }
            outcomes.add(script + outcome);
            check(script, outcome, before, item, shown);
        }
        System.out.println("Fuzzing the scripts: " + runs + " runs, seed " + SEED + ", outcomes " + outcomes.size());
        assertThat(outcomes).as("outcomes that it came by").hasSizeGreaterThan(10);
    }

    private void check(String script, long outcome, Read before, byte @Nullable [] item, String shown) {
        EntryRecords after = runner.read(entry);
        if (!script.equals("touch")) {
            // behind its last closer may be bytes that are no whole one: nobody reads them
            assertThat(ByteBuffer.wrap(after.record()).getLong(10)).as(shown).isBetween(0L, 1L << 53);
        }
        Read read = Read.of(after, now(), Items.SHAPE);
        if (read.miss() != null) {
            return;
        }
        boolean stored = ItemRecord.of(after.entry()).rest().equals(MINE);
        if (script.equals("put") && (outcome == Reply.PUT || outcome == Reply.REPLACED)
                || script.equals("settle") && (outcome == Reply.STORED || outcome == Reply.STORED_AHEAD)) {
            assertThat(stored).as(shown).isTrue();
            assertThat(isLockOfAnother(item) && script.equals("put"))
                    .as("a lock is there: %s", shown)
                    .isFalse();
            assertThat(script.equals("put") || isMineAlone(item))
                    .as("the lock is not the writer's alone: %s", shown)
                    .isTrue();
            return;
        }
        assertThat(before.miss()).as("what was no hit: %s", shown).isNull();
        assertThat(after.entry()).as(shown).isEqualTo(item);
        assertThat(ENDING).as(shown).doesNotContain(script);
    }

    /** One whose holders have time left: by the letter of records.lua. */
    private boolean isLockOfAnother(byte @Nullable [] record) {
        if (record == null || record.length < 11 || record[0] != 'L' || record[1] != 1) {
            return false;
        }
        ByteBuffer bytes = ByteBuffer.wrap(record);
        boolean holds = false;
        boolean times = isTime(bytes.getLong(3));
        for (int at = 11; at + 24 <= record.length; at += 24) {
            long limit = bytes.getLong(at + 16);
            times &= isTime(limit);
            holds |= limit > now() + HOUR / 2; // surely not run out, whatever the stripe's time
        }
        return times && holds;
    }

    /** A lock that nobody but its holder has ever touched. */
    private boolean isMineAlone(byte @Nullable [] record) {
        if (record == null || record.length < 35 || record[0] != 'L' || record[2] == 1) {
            return false;
        }
        for (int at = 11; at + 24 <= record.length; at += 24) {
            if (!hex(Arrays.copyOfRange(record, at, at + 16)).equals(Limit.name(mine))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isTime(long micros) {
        return micros >= 0 && micros < 1L << 53;
    }

    private void lay(String key, byte @Nullable [] record) {
        if (record == null) {
            redis.call("DEL", key);
        } else {
            redis.call("SET", key, record, "PX", LONGEST_TTL_MILLIS);
        }
    }

    private byte @Nullable [] stripeOrNot() {
        long now = now();
        return anyOf(
                new StripeRecord(now - HOUR, now - HOUR).bytes(),
                new StripeRecord(now - HOUR, now - SECOND, Limit.of(mine, now - SECOND)).bytes(),
                new StripeRecord(now - HOUR, now - HOUR, Limit.of(others, now + HOUR), Limit.of(mine, now + HOUR))
                        .bytes());
    }

    private byte @Nullable [] entryOrNot() {
        long now = now();
        return anyOf(
                ItemRecord.of(now - SECOND, Items.unversioned(2)).bytes(),
                ItemRecord.of(now - SECOND, Items.versioned(1, 2, 5)).bytes(),
                ItemRecord.of(now - 2 * HOUR, Items.naturalId(5)).bytes(),
                new LockRecord(false, now - SECOND, Limit.of(mine, now + HOUR)).bytes(),
                new LockRecord(false, now - SECOND, Limit.of(others, now + HOUR)).bytes(),
                new LockRecord(true, now - SECOND, Limit.of(mine, now - SECOND), Limit.of(others, now + HOUR)).bytes());
    }

    /** One of them, changed or not; or none; or anything. */
    private byte @Nullable [] anyOf(byte[]... real) {
        int dice = random.nextInt(20);
        if (dice == 0) {
            return null;
        }
        if (dice == 1) {
            byte[] anything = new byte[random.nextInt(80)];
            random.nextBytes(anything);
            if (anything.length > 1 && random.nextBoolean()) {
                anything[0] = (byte) "SIL".charAt(random.nextInt(3));
                anything[1] = 1;
            }
            return anything;
        }
        byte[] record = real[random.nextInt(real.length)];
        if (dice < 9) {
            return record;
        }
        for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
            record = changed(record);
        }
        return record;
    }

    private byte[] changed(byte[] record) {
        if (record.length == 0) {
            return new byte[] {(byte) random.nextInt()};
        }
        byte[] changed = record.clone();
        int at = random.nextInt(changed.length);
        switch (random.nextInt(5)) {
            case 0 -> changed[at] ^= (byte) (1 << random.nextInt(8));
            case 1 ->
                changed[at] = (byte)
                        List.of(0, 1, 0x7f, 0x80, 0xff).get(random.nextInt(5)).intValue();
            case 2 -> changed = Arrays.copyOf(changed, at);
            case 3 -> changed = Arrays.copyOf(changed, changed.length + random.nextInt(30));
            default -> {
                long[] times = {0, -1, 1, Long.MAX_VALUE, Long.MIN_VALUE, 1L << 53, (1L << 53) + 1, now(), now() + HOUR
                };
                if (at + Long.BYTES <= changed.length) {
                    ByteBuffer.wrap(changed).putLong(at, times[random.nextInt(times.length)]);
                }
            }
        }
        return changed;
    }

    private static String hex(byte @Nullable [] record) {
        return record == null ? "nothing" : HexFormat.of().formatHex(record);
    }
}
