package io.throughline.it.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;

/** What a stripe's key holds, read and written by the letter of records.lua, not by the code under test. */
record StripeRecord(long born, long fence, List<Limit> closers) {

    StripeRecord(long born, long fence, Limit... closers) {
        this(born, fence, List.of(closers));
    }

    static StripeRecord of(byte[] raw) {
        ByteBuffer record = ByteBuffer.wrap(raw);
        assertThat(record.get()).isEqualTo((byte) 'S');
        assertThat(record.get()).isEqualTo((byte) 1);
        return new StripeRecord(record.getLong(), record.getLong(), Limit.readAll(record));
    }

    byte[] bytes() {
        byte[] limits = Limit.write(closers);
        return ByteBuffer.allocate(2 + 2 * Long.BYTES + limits.length)
                .put((byte) 'S')
                .put((byte) 1)
                .putLong(born)
                .putLong(fence)
                .put(limits)
                .array();
    }
}
