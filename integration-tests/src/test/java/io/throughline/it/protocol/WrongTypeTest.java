package io.throughline.it.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.throughline.it.servers.RedisError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Somebody else's key of another type where one of the cache's should be: an error, and nothing is half done. */
class WrongTypeTest extends ScriptTest {

    static final String[] ENTRY_SCRIPTS = ON_ENTRIES;
    static final String[] ALL = StripeLifeTest.ALL;

    @ParameterizedTest
    @FieldSource("ENTRY_SCRIPTS")
    void ofAnEntryChangesNothing(String script) {
        givenOldStripe();
        StripeRecord before = stripe();
        redis.call("RPUSH", entry.key(), "theirs");
        assertWrongType(script);
        assertThat(stripe()).isEqualTo(before);
        assertThat(redis.number("LLEN", entry.key())).isEqualTo(1);
        assertThat(read().miss()).isNotNull();
    }

    @Test
    void ofAnEntryIsNotTouched() {
        redis.call("RPUSH", entry.key(), "theirs");
        assertThatThrownBy(() -> run(operations.touch(entry, 1000, 2000))).hasMessageContaining("WRONGTYPE");
        assertThat(redis.number("PTTL", entry.key())).isEqualTo(-1);
    }

    @ParameterizedTest
    @FieldSource("ALL")
    void ofAStripeChangesNothingOfItsEntries(String script) {
        ItemRecord before = ItemRecord.of(now() - SECOND, Items.unversioned(4));
        given(before);
        redis.call("RPUSH", entry.recordKey(), "theirs");
        assertWrongType(script);
        assertThat(ItemRecord.of((byte[]) redis.call("GET", entry.key()))).isEqualTo(before);
        assertThat(redis.number("LLEN", entry.recordKey())).isEqualTo(1);
        assertThat(read().miss()).isNotNull();
    }

    private void assertWrongType(String script) {
        assertThatThrownBy(() -> run(call(script)))
                .isInstanceOf(RedisError.class)
                .hasMessageContaining("WRONGTYPE");
    }
}
