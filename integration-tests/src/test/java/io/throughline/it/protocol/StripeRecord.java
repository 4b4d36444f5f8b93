package io.throughline.it.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;

/** What is known of a stripe: the record of it, or of its region, with its fence beside that; read and written by the letter of records.lua, not by the code under test. */
record StripeRecord(long born, long fence, List<Limit> closers) {

    StripeRecord(long born, long fence, Limit... closers) {
        this(born, fence, List.of(closers));
    }

    static StripeRecord of(byte[] raw) {
        return of(raw, 0);
    }

    /** @param fenceBeside 0 if there is none */
    static StripeRecord of(byte[] raw, long fenceBeside) {
        ByteBuffer record = ByteBuffer.wrap(raw);
        assertThat(record.get()).isIn((byte) 'S', (byte) 'F');
        assertThat(record.get()).isEqualTo((byte) 1);
        return new StripeRecord(record.getLong(), Math.max(record.getLong(), fenceBeside), Limit.readAll(record));
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
