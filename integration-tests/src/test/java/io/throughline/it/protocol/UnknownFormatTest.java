package io.throughline.it.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.protocol.Reply;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A record of another format is treated as if it were not there: a miss, and overwritten. */
class UnknownFormatTest extends ScriptTest {

    /** Its fence is 2^53 + 1, of which a double makes 2^53. */
    private static final String FENCE_ROUNDED = "S\1" + "\0\0\0\0\0\0\0\5" + "\0 \0\0\0\0\0\1";

    @BeforeEach
    void oldStripe() {
        givenOldStripe();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "I",
                "x",
                "I\1",
                "I\1tooshort",
                "L\1",
                "L\1tooshor",
                "I\2of a later release, long enough",
                "S\1a stripe's"
            })
    void ofAnEntry(String record) {
        givenEntry(record);
        assertThat(read().miss()).isNotNull();
        assertThat(put(5, now()).outcome()).isEqualTo(1);
        assertThat(read().miss()).isNull();

        givenEntry(record);
        assertThat(settle(mine, Items.unversioned(5)).is(Reply.LOCK_GONE)).isTrue();
        assertGone();

        givenEntry(record);
        assertThat(evict().outcome()).isEqualTo(1);
        assertGone();

        givenEntry(record);
        lock(mine);
        assertThat(locked().concurrent()).isFalse();
        assertThat(settle(mine, Items.unversioned(5)).outcome()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "I\1", "x", "I\1short"})
    void ofAnEntryThatIsTouched(String record) {
        givenEntry(record);
        assertThat(run(operations.touch(entry, 1000, 2000)).outcome()).isZero();
    }

    /** 29 bytes are the item up to its version's end. */
    @ParameterizedTest
    @ValueSource(ints = {20, 22, 28})
    void ofAnItemWhoseVersionIsCutOff(int length) {
        byte[] whole = ItemRecord.of(now() - SECOND, Items.versioned(1, 2, 5)).bytes();
        redis.call("SET", entry.key(), Arrays.copyOf(whole, length));
        assertThat(read().miss()).isNotNull();
        assertThat(run(operations.putLoaded(entry, Items.versioned(1, 2, 5), now(), 0))
                        .outcome())
                .isEqualTo(Reply.REPLACED);
    }

    @ParameterizedTest
    @MethodSource
    void ofAStripe(String record, String script) {
        given(ItemRecord.of(now() - SECOND, Items.unversioned(4)));
        redis.call("SET", entry.recordKey(), bytes(record));
        assertThat(read().miss()).isNotNull();
        long before = now();
        run(call(script));
        assertThat(stripe().born()).isBetween(before, now() + Row.SLACK);
        assertThat(stripe().fence()).isGreaterThanOrEqualTo(stripe().born());
        assertThat(read().miss()).isNotNull();
    }

    static Object[][] ofAStripe() {
        String[] records = {
            "", "S", "S\1", "S\1sixteenbyteslon", "S\2of a later release", "I\1 an item, long enough", FENCE_ROUNDED
        };
        return Arrays.stream(records)
                .flatMap(record -> Arrays.stream(StripeLifeTest.ALL).map(script -> new Object[] {record, script}))
                .toArray(Object[][]::new);
    }

    private void givenEntry(String record) {
        redis.call("SET", entry.key(), bytes(record));
    }

    private static byte[] bytes(String record) {
        return record.getBytes(StandardCharsets.ISO_8859_1);
    }
}
