package io.throughline.it.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.protocol.Item;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * What an entry's key holds while it is an item, by the letter of records.lua.
 *
 * @param rest from the shape on, in hexadecimal
 */
record ItemRecord(long stamp, String rest) {

    static ItemRecord of(long stamp, Item item) {
        return new ItemRecord(stamp, HexFormat.of().formatHex(item.bytes()));
    }

    static ItemRecord of(byte[] raw) {
        ByteBuffer record = ByteBuffer.wrap(raw);
        assertThat(record.get()).isEqualTo((byte) 'I');
        assertThat(record.get()).isEqualTo((byte) 1);
        long stamp = record.getLong();
        byte[] rest = new byte[record.remaining()];
        record.get(rest);
        return new ItemRecord(stamp, HexFormat.of().formatHex(rest));
    }

    byte[] bytes() {
        byte[] item = HexFormat.of().parseHex(rest);
        return ByteBuffer.allocate(2 + Long.BYTES + item.length)
                .put((byte) 'I')
                .put((byte) 1)
                .putLong(stamp)
                .put(item)
                .array();
    }
}
