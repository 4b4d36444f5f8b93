package io.throughline.inspect;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** The value of a key of the cache, taken apart as docs/format.md describes it. Times are microseconds of the server's clock. */
sealed interface StoredRecord {

    /** A token of a transaction or a bulk statement, with its time limit. */
    record Holder(String token, long limit) {}

    /**
     * A cached state.
     *
     * @param rule when a put may replace it: 0 by a newer version, 1 by another value
     * @param version its kind and its bytes; empty if the row has none
     */
    record ItemRecord(long stamp, long shape, int rule, byte[] version, byte[] body) implements StoredRecord {}

    /** A row that somebody is writing. */
    record LockRecord(boolean concurrent, long since, List<Holder> holders) implements StoredRecord {}

    /** What is believed of a region, of a stripe in a cluster, or of queries over a space. */
    record BelievedRecord(long born, long fence, List<Holder> closers) implements StoredRecord {

        /** While there are closers it counts as born at their greatest limit. */
        long bornForReaders() {
            return Math.max(
                    born, closers.stream().mapToLong(Holder::limit).max().orElse(born));
        }
    }

    /** A record that this release does not know. */
    record UnknownRecord(String why) implements StoredRecord {}

    int HEADER = 2;
    int TIME = Long.BYTES;
    int TOKEN = 16;
    byte VERSION = 1;

    static StoredRecord of(byte[] bytes) {
        if (bytes.length < HEADER) {
            return new UnknownRecord("it is shorter than a header");
        }
        if (bytes[1] != VERSION) {
            return new UnknownRecord("its header is %02x %02x; this release knows 'I', 'L', 'S' and 'F' of format 1"
                    .formatted(bytes[0], bytes[1]));
        }
        ByteBuffer in = ByteBuffer.wrap(bytes, HEADER, bytes.length - HEADER);
        return switch (bytes[0]) {
            case 'I' -> item(in);
            case 'L' -> lock(in);
            case 'S', 'F' -> believed(in);
            default ->
                new UnknownRecord("it begins with %02x; this release knows 'I', 'L', 'S' and 'F'".formatted(bytes[0]));
        };
    }

    private static StoredRecord item(ByteBuffer in) {
        if (in.remaining() < 2 * TIME + 2) {
            return cutShort("item");
        }
        long stamp = in.getLong();
        long shape = in.getLong();
        int rule = in.get();
        int length = in.get() & 0xff;
        if (in.remaining() < length) {
            return cutShort("item");
        }
        return new ItemRecord(stamp, shape, rule, bytes(in, length), bytes(in, in.remaining()));
    }

    private static StoredRecord lock(ByteBuffer in) {
        if (in.remaining() < 1 + TIME) {
            return cutShort("lock");
        }
        return new LockRecord(in.get() == 1, in.getLong(), holders(in));
    }

    private static StoredRecord believed(ByteBuffer in) {
        if (in.remaining() < 2 * TIME) {
            return cutShort("record");
        }
        return new BelievedRecord(in.getLong(), in.getLong(), holders(in));
    }

    private static List<Holder> holders(ByteBuffer in) {
        List<Holder> holders = new ArrayList<>();
        while (in.remaining() >= TOKEN + TIME) {
            holders.add(new Holder(HexFormat.of().formatHex(bytes(in, TOKEN)), in.getLong()));
        }
        return holders;
    }

    private static byte[] bytes(ByteBuffer in, int length) {
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    private static UnknownRecord cutShort(String what) {
        return new UnknownRecord("it is " + (what.startsWith("i") ? "an " : "a ") + what + " that is cut short");
    }
}
