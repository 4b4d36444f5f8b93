package io.throughline.it.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;

/** What an entry's key holds while it is locked, by the letter of records.lua. */
record LockRecord(boolean concurrent, long since, List<Limit> holders) {

    LockRecord(boolean concurrent, long since, Limit... holders) {
        this(concurrent, since, List.of(holders));
    }

    static LockRecord of(byte[] raw) {
        ByteBuffer record = ByteBuffer.wrap(raw);
        assertThat(record.get()).isEqualTo((byte) 'L');
        assertThat(record.get()).isEqualTo((byte) 1);
        return new LockRecord(record.get() == 1, record.getLong(), Limit.readAll(record));
    }

    byte[] bytes() {
        byte[] limits = Limit.write(holders);
        return ByteBuffer.allocate(3 + Long.BYTES + limits.length)
                .put((byte) 'L')
                .put((byte) 1)
                .put((byte) (concurrent ? 1 : 0))
                .putLong(since)
                .put(limits)
                .array();
    }
}
