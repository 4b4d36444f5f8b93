package io.throughline.it.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.protocol.Call;
import io.throughline.protocol.Item;
import io.throughline.protocol.Reply;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which items a put may replace. */
class PutOverItemTest extends ScriptTest {

    private static final long ITEM_THERE = 7;
    private static final int NUMBER = 1;
    private static final int INSTANT = 2;

    private long there;

    @BeforeEach
    void oldStripe() {
        givenOldStripe();
        there = now() - SECOND;
    }

    @Test
    void anyOfAnotherShape() {
        assertReplaces(Items.ofShape(1, 4), Items.ofShape(2, 5));
        assertReplaces(Items.ofShape(2, 4), Items.ofShape(1, 5));
    }

    @Test
    void anyOfAnotherRule() {
        assertReplaces(Items.unversioned(4), Items.naturalId(4));
        assertReplaces(Items.naturalId(4), Items.unversioned(4));
    }

    @ParameterizedTest
    @CsvSource({"1, 2", "255, 256", "-1, 0", "-2, -1", "-256, -255", "2147483647, 2147483648"})
    void anOlderNumberButNotANewerOrEqualOne(long older, long newer) {
        assertReplaces(Items.versioned(NUMBER, older, 4), Items.versioned(NUMBER, newer, 5));
        assertStays(Items.versioned(NUMBER, newer, 5), Items.versioned(NUMBER, older, 4));
        assertStays(Items.versioned(NUMBER, newer, 5), Items.versioned(NUMBER, newer, 6));
    }

    @Test
    void bytesAreComparedWithoutSign() {
        assertReplaces(Items.versioned(bytes(4, 0x7f), 4), Items.versioned(bytes(4, 0x80), 5));
        assertStays(Items.versioned(bytes(4, 0x80), 5), Items.versioned(bytes(4, 0x7f), 4));
    }

    /** A locale would put a capital letter behind. */
    @Test
    void bytesAreComparedWithoutLocale() {
        assertReplaces(Items.versioned(bytes(4, 'B'), 4), Items.versioned(bytes(4, 'a'), 5));
        assertStays(Items.versioned(bytes(4, 'a'), 5), Items.versioned(bytes(4, 'B'), 4));
    }

    @Test
    void bytesMayHoldZeros() {
        assertReplaces(Items.versioned(bytes(4, 0, 0, 1), 4), Items.versioned(bytes(4, 0, 0, 2), 5));
        assertStays(Items.versioned(bytes(4, 0, 0, 2), 5), Items.versioned(bytes(4, 0, 0, 1), 4));
    }

    @Test
    void theShorterOfTwoThatBeginAlikeIsOlder() {
        assertReplaces(Items.versioned(bytes(4, 1), 4), Items.versioned(bytes(4, 1, 0), 5));
        assertStays(Items.versioned(bytes(4, 1, 0), 5), Items.versioned(bytes(4, 1), 4));
    }

    @Test
    void versionsOfDifferentKindsAreNotCompared() {
        assertStays(Items.versioned(NUMBER, 1, 4), Items.versioned(INSTANT, 2, 5));
        assertStays(Items.versioned(INSTANT, 1, 4), Items.versioned(NUMBER, 2, 5));
    }

    @Test
    void bothNeedAVersion() {
        assertStays(Items.unversioned(4), Items.versioned(NUMBER, 2, 5));
        assertStays(Items.versioned(NUMBER, 1, 4), Items.unversioned(5));
        assertStays(Items.unversioned(4), Items.unversioned(5));
    }

    @Test
    void aVersionTooLongToBeKeptIsNone() {
        byte[] tooLong = new byte[256];
        tooLong[0] = 4;
        assertStays(Items.versioned(bytes(4, 0), 4), Items.versioned(tooLong, 5));
    }

    @Test
    void theLongestVersionIsCompared() {
        byte[] longest = new byte[255];
        longest[0] = 4;
        longest[254] = 1;
        assertReplaces(Items.versioned(new byte[] {4}, 4), Items.versioned(longest, 5));
    }

    @Test
    void aNaturalIdOfAnotherValue() {
        assertReplaces(Items.naturalId(4), Items.naturalId(5));
        assertStays(Items.naturalId(5), Items.naturalId(5));
    }

    @Test
    void anItemStampedBeforeContactCameBack() {
        Item item = Items.unversioned(5);
        given(ItemRecord.of(there, Items.unversioned(4)));
        Call put = operations.putLoaded(entry, item, now(), 0);
        assertThat(run(Arguments.believedFrom(put, there)).outcome()).isEqualTo(ITEM_THERE);
        assertThat(run(Arguments.believedFrom(put, there + 1)).is(Reply.REPLACED))
                .isTrue();
        assertThat(item().rest()).isEqualTo(ItemRecord.of(0, item).rest());
    }

    @Test
    void notEvenThenPastTheFence() {
        given(new StripeRecord(there, now()));
        given(ItemRecord.of(there, Items.unversioned(4)));
        Call put = operations.putLoaded(entry, Items.unversioned(5), there + 1, 0);
        run(Arguments.believedFrom(put, now()));
        assertThat(item()).isEqualTo(ItemRecord.of(there, Items.unversioned(4)));
    }

    private void assertReplaces(Item old, Item next) {
        given(ItemRecord.of(there, old));
        long asOf = now();
        assertThat(run(operations.putLoaded(entry, next, asOf, 0)).is(Reply.REPLACED))
                .isTrue();
        assertThat(item()).isEqualTo(ItemRecord.of(asOf, next));
    }

    private void assertStays(Item old, Item next) {
        given(ItemRecord.of(there, old));
        assertThat(run(operations.putLoaded(entry, next, now(), 0)).outcome()).isEqualTo(ITEM_THERE);
        assertThat(item()).isEqualTo(ItemRecord.of(there, old));
    }

    private static byte[] bytes(int... version) {
        byte[] bytes = new byte[version.length];
        for (int i = 0; i < version.length; i++) {
            bytes[i] = (byte) version[i];
        }
        return bytes;
    }
}
