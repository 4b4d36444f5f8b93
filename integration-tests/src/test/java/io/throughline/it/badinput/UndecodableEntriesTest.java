package io.throughline.it.badinput;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.model.Counter;
import io.throughline.it.settings.LogCapture;
import io.throughline.it.settings.Space;
import io.throughline.metrics.CacheActivity.Event;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

/** An entry that does not decode is a miss. It is counted, logged once for each reason, and replaced by the next put. */
class UndecodableEntriesTest {

    private static final String KEY = Space.key(Counter.class.getName(), "1");
    private static final int HEADER = 20; // 'I' 1 stamp shape rule length
    private static final int SHAPE = 10;

    /** kind, number of the entity, no version, and then the amount: the id of long, and its zigzag varint */
    private static final int AMOUNT = HEADER + 3;

    @Test
    void eachReasonIsSaidOnceAndEachReadCounted() {
        try (LogCapture log = new LogCapture();
                Space space = counter()) {
            for (int i = 0; i < 3; i++) {
                isMissedAndReplaced(space, record -> Arrays.copyOf(record, record.length - 1));
                isMissedAndReplaced(space, record -> with(record, AMOUNT + 1, record[AMOUNT + 1] ^ 8));
                isMissedAndReplaced(space, record -> signed(with(record, AMOUNT, 200)));
                isMissedAndReplaced(space, record -> with(record, 1, 9));
            }
            assertThat(space.node().activity().of(Event.UNDECODABLE)).isEqualTo(12);
            assertThat(log.withNumber(20))
                    .hasSize(3)
                    .allSatisfy(line -> assertThat(line).contains(Counter.class.getName()))
                    .anySatisfy(line -> assertThat(line).contains("checksum"))
                    .anySatisfy(line -> assertThat(line).contains("type that is not allowed"))
                    .anySatisfy(line -> assertThat(line).contains("another format"));
        }
    }

    /** Hibernate would cast it, in the middle of the session's find. */
    @Test
    void anAttributesStateOfAnotherTypeIsAMiss() {
        try (LogCapture log = new LogCapture();
                Space space = counter()) {
            isMissedAndReplaced(space, record -> {
                byte[] text = Arrays.copyOf(record, record.length + 1);
                text[AMOUNT] = 1 + 2; // a text
                text[AMOUNT + 1] = 'x';
                text[AMOUNT + 2] = (byte) ('y' | 0x80); // which ends it
                return signed(text);
            });
            isMissedAndReplaced(space, record -> {
                byte[] none = Arrays.copyOf(record, AMOUNT + 1 + Integer.BYTES);
                none[AMOUNT] = 0; // null, for a primitive attribute
                return signed(none);
            });
            assertThat(space.node().activity().of(Event.UNDECODABLE)).isEqualTo(2);
            assertThat(log.withNumber(20)).singleElement().asString().contains("its state does not fit");
        }
    }

    @Test
    void anotherShapeIsCountedByItself() {
        try (LogCapture log = new LogCapture(Level.INFO);
                Space space = counter()) {
            for (int i = 1; i <= 2; i++) {
                isMissedAndReplaced(space, record -> with(record, SHAPE, record[SHAPE] ^ 1));
                assertThat(space.node().activity().of(Event.OTHER_SHAPE)).isEqualTo(i);
            }
            assertThat(log.withNumber(21)).singleElement().asString().contains(Counter.class.getName());
            assertThat(space.node().activity().of(Event.UNDECODABLE)).isZero();
        }
    }

    private static Space counter() {
        Space space = Space.of(Counter.class);
        space.node().inTransaction(session -> session.persist(new Counter(1, 1)));
        space.sql(session -> session.find(Counter.class, 1L));
        space.sql(session -> session.find(Counter.class, 1L));
        return space;
    }

    private static void isMissedAndReplaced(Space space, UnaryOperator<byte[]> damage) {
        byte[] record = (byte[]) space.redis().call("GET", KEY);
        space.redis().call("SET", KEY, damage.apply(record.clone()), "PX", 100_000);
        assertThat(amountAndSql(space)).as("a miss").isEqualTo(1);
        assertThat(amountAndSql(space)).as("replaced").isZero();
    }

    private static long amountAndSql(Space space) {
        return space.sql(
                session -> assertThat(session.find(Counter.class, 1L).amount).isEqualTo(1));
    }

    private static byte[] with(byte[] record, int at, int value) {
        record[at] = (byte) value;
        return record;
    }

    /** With the checksum that its body should have. */
    private static byte[] signed(byte[] record) {
        CRC32C crc = new CRC32C();
        int length = record.length - Integer.BYTES;
        crc.update(record, HEADER, length - HEADER);
        ByteBuffer.wrap(record).putInt(length, (int) crc.getValue());
        return record;
    }
}
