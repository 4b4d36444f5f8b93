package io.throughline.it.fuzz;

import io.throughline.codec.ItemCodec;
import io.throughline.codec.Seals;
import io.throughline.codec.UndecodableException;
import io.throughline.protocol.Item;
import io.throughline.protocol.Pipeline.EntryRecords;
import io.throughline.protocol.Read;
import io.throughline.protocol.RegionAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Sealed entries. An input says which bits of one that was really sealed are flipped, and where it is cut off; or it is a sealed body itself, which somebody without the key has made.
 *
 * <pre>how:1 (0 a body, else flips)  body
 *                               cut:2  flips</pre>
 */
public final class SealedBodies {

    private static final long MINUTE = 60_000_000;
    private static final long NOW = 1_764_000_000_000_000L;
    private static final int LONG_TIME = 60_000;
    private static final int STAMP_AT = 2;
    private static final int SHAPE_AT = 10;
    private static final byte[] REGION_RECORD =
            ByteBuffer.allocate(18).put((byte) 'S').put((byte) 1).array();
    private static final String KEY =
            new RegionAddress("t", "r", 0, false, false).entry("1").key();
    private static final ItemCodec CODEC = codec();
    private static final byte[] SEALED = sealed();

    private SealedBodies() {}

    /** Hibernate's start is no input's time. */
    public static void fuzzerInitialize() {
        FuzzedMapping.start();
        seeds().forEach(SealedBodies::fuzzerTestOneInput);
    }

    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length < 3) {
            return;
        }
        if (input[0] == 0) {
            byte[] record = ByteBuffer.allocate(SHAPE_AT + Long.BYTES + 2 + input.length - 1)
                    .put(SEALED, 0, SHAPE_AT + Long.BYTES + 2)
                    .put(input, 1, input.length - 1)
                    .array();
            record[SHAPE_AT + Long.BYTES + 1] = 0; // of no version
            missed(record);
        } else {
            flipped(ByteBuffer.wrap(input, 1, input.length - 1));
        }
    }

    private static void flipped(ByteBuffer input) {
        int length = SEALED.length - (input.getShort() & 0xffff) % SEALED.length;
        byte[] record = Arrays.copyOf(SEALED, length);
        for (int i = 0; i < length && input.hasRemaining(); i++) {
            record[i] ^= input.get();
        }
        if (Arrays.equals(record, SEALED)) {
            if (read(record) == null) {
                throw new IllegalStateException("What was sealed does not open");
            }
        } else if (length == SEALED.length && differsInStampAlone(record)) {
            long stamp = ByteBuffer.wrap(record).getLong(STAMP_AT);
            if (read(record) != null && Math.abs(stamp - NOW) > 2 * MINUTE) {
                throw new IllegalStateException("Opened with a stamp of another time: " + stamp);
            }
        } else {
            missed(record);
        }
    }

    private static boolean differsInStampAlone(byte[] record) {
        return Arrays.equals(record, 0, STAMP_AT, SEALED, 0, STAMP_AT)
                && Arrays.equals(record, SHAPE_AT, record.length, SEALED, SHAPE_AT, SEALED.length);
    }

    private static void missed(byte[] record) {
        Object[] value = new Object[1];
        Allocation.bound(record.length, () -> value[0] = read(record));
        if (value[0] != null) {
            throw new IllegalStateException("Opened, and was not sealed so: " + Arrays.toString(record));
        }
    }

    /** Null if it is a miss; any exception is a finding. */
    private static @Nullable Object read(byte[] record) {
        Read read = Read.of(new EntryRecords(REGION_RECORD, record), (1L << 53) - 1, CODEC.shape());
        if (read.body() == null) {
            return null;
        }
        try {
            return CODEC.decode(KEY, read, null);
        } catch (UndecodableException e) {
            return null;
        }
    }

    private static ItemCodec codec() {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) 1);
        Seals seals = new Seals(List.of(new SecretKeySpec(key, "AES")), () -> NOW, () -> NOW, MINUTE, MINUTE);
        return new ItemCodec(FuzzedMapping.ENTITIES, seals, LONG_TIME);
    }

    private static byte[] sealed() {
        Item item = CODEC.encode(KEY, Seeds.anEntity(), null, LONG_TIME);
        return ByteBuffer.allocate(SHAPE_AT + item.bytes().length)
                .put((byte) 'I')
                .put((byte) 1)
                .putLong(NOW)
                .put(item.bytes())
                .array();
    }

    /** As it is; with a bit flipped in each of its parts; cut off; a body of the right form without the key. */
    static List<byte[]> seeds() {
        List<byte[]> seeds = new ArrayList<>();
        seeds.add(new byte[] {1, 0, 0});
        for (int at : new int[] {0, STAMP_AT, SHAPE_AT, 18, 19, 20, 22, 26, 40, SEALED.length - 1}) {
            byte[] flips = new byte[3 + at + 1];
            flips[0] = 1;
            flips[3 + at] = 1;
            seeds.add(flips);
        }
        seeds.add(new byte[] {1, 0, 1});
        seeds.add(new byte[] {1, 0, 16});
        byte[] body = new byte[1 + SEALED.length - 20];
        System.arraycopy(SEALED, 20, body, 1, SEALED.length - 20);
        body[body.length - 1] ^= 1;
        seeds.add(body);
        return seeds;
    }
}
