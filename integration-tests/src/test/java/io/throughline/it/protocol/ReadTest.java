package io.throughline.it.protocol;

import static io.throughline.protocol.Read.Miss.ABSENT;
import static io.throughline.protocol.Read.Miss.CLOSED;
import static io.throughline.protocol.Read.Miss.LOCKED;
import static io.throughline.protocol.Read.Miss.NEWER;
import static io.throughline.protocol.Read.Miss.NO_RECORD;
import static io.throughline.protocol.Read.Miss.OTHER_FORMAT;
import static io.throughline.protocol.Read.Miss.OTHER_SHAPE;
import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.protocol.Item;
import io.throughline.protocol.Pipeline.EntryRecords;
import io.throughline.protocol.Read;
import io.throughline.protocol.Token;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** READ has no script: it is how a reader judges the two records, whoever wrote them. */
class ReadTest {

    private static final StripeRecord STRIPE = new StripeRecord(100, 100);
    private static final Item ITEM = Items.versioned(1, 3, 5);
    private static final long AS_OF = 300;

    private final Token.Source tokens = new Token.Source();

    @Test
    void anItemBetweenBornAndAsOfIsAHit() {
        Read read = read(STRIPE, itemAt(200));
        assertThat(read.miss()).isNull();
        assertThat(read.body().remaining()).isEqualTo(Long.BYTES);
        assertThat(read.body().getLong()).isEqualTo(5);
    }

    @Test
    void aStampMayBeBorn() {
        assertThat(read(STRIPE, itemAt(100)).miss()).isNull();
        assertThat(read(STRIPE, itemAt(99)).miss()).isEqualTo(CLOSED);
    }

    @Test
    void aStampIsBeforeAsOf() {
        assertThat(read(STRIPE, itemAt(AS_OF - 1)).miss()).isNull();
        assertThat(read(STRIPE, itemAt(AS_OF)).miss()).isEqualTo(NEWER);
    }

    @Test
    void theFenceIsForPuts() {
        assertThat(read(new StripeRecord(100, 250), itemAt(200)).miss()).isNull();
    }

    @Test
    void whileThereAreClosersBornIsTheirGreatestLimit() {
        Limit early = Limit.of(tokens.next(), 150);
        Limit late = Limit.of(tokens.next(), 250);
        assertThat(read(new StripeRecord(100, 100, early, late), itemAt(200)).miss())
                .isEqualTo(CLOSED);
        assertThat(read(new StripeRecord(100, 100, late, early), itemAt(200)).miss())
                .isEqualTo(CLOSED);
        assertThat(read(new StripeRecord(100, 100, early), itemAt(200)).miss()).isNull();
        assertThat(read(new StripeRecord(201, 201, early), itemAt(200)).miss()).isEqualTo(CLOSED);
    }

    @Test
    void nothingThere() {
        assertThat(Read.of(new EntryRecords(STRIPE.bytes(), null), AS_OF, Items.SHAPE)
                        .miss())
                .isEqualTo(ABSENT);
    }

    @Test
    void aMissingStripeIsAMiss() {
        assertThat(Read.of(new EntryRecords(null, itemAt(200)), AS_OF, Items.SHAPE)
                        .miss())
                .isEqualTo(NO_RECORD);
    }

    @Test
    void aLockIsAMiss() {
        byte[] lock = new LockRecord(false, 200, Limit.of(tokens.next(), 250)).bytes();
        assertThat(read(STRIPE, lock).miss()).isEqualTo(LOCKED);
    }

    @Test
    void anotherShapeIsAMiss() {
        assertThat(read(STRIPE, ItemRecord.of(200, Items.ofShape(8, 5)).bytes()).miss())
                .isEqualTo(OTHER_SHAPE);
    }

    @Test
    void anotherFormatOfTheEntryIsAMiss() {
        byte[] newer = itemAt(200);
        newer[1] = 2;
        assertThat(read(STRIPE, newer).miss()).isEqualTo(OTHER_FORMAT);
        assertThat(read(STRIPE, STRIPE.bytes()).miss()).isEqualTo(OTHER_FORMAT);
    }

    @Test
    void anotherFormatOfTheStripeIsAMiss() {
        byte[] newer = STRIPE.bytes();
        newer[1] = 2;
        assertThat(Read.of(new EntryRecords(newer, itemAt(200)), AS_OF, Items.SHAPE)
                        .miss())
                .isEqualTo(OTHER_FORMAT);
    }

    /** 29 bytes are the item up to its version's end. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 9, 10, 19, 20, 28})
    void aCutOffItemIsAMiss(int length) {
        assertThat(read(STRIPE, Arrays.copyOf(itemAt(200), length)).miss()).isEqualTo(OTHER_FORMAT);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 9, 17})
    void aCutOffStripeIsAMiss(int length) {
        byte[] stripe = Arrays.copyOf(STRIPE.bytes(), length);
        assertThat(Read.of(new EntryRecords(stripe, itemAt(200)), AS_OF, Items.SHAPE)
                        .miss())
                .isEqualTo(OTHER_FORMAT);
    }

    private static byte[] itemAt(long stamp) {
        return ItemRecord.of(stamp, ITEM).bytes();
    }

    private static Read read(StripeRecord stripe, byte[] entry) {
        return Read.of(new EntryRecords(stripe.bytes(), entry), AS_OF, Items.SHAPE);
    }
}
