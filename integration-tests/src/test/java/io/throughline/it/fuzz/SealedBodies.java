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
 * <pre>how:1 (0 a body, 1 flips of what was loaded, else of what a commit has stored)  body
 *                                                                             cut:2  flips</pre>
 */
public final class SealedBodies {

    private static final long SECOND = 1_000_000;
    private static final long MINUTE = 60 * SECOND;
    /** Of the stamp of what a commit has stored: the clocks of two servers may be a second apart, and seals are dated in milliseconds. */
    private static final long EARLIEST = -SECOND;

    private static final long LATEST = 1_000 + MINUTE + SECOND;
    private static final long NOW = 1_764_000_000_000_000L;
    private static final int LONG_TIME = 60_000;
    private static final int STAMP_AT = 2;
    private static final int SHAPE_AT = 10;
    private static final byte[] REGION_RECORD =
            ByteBuffer.allocate(18).put((byte) 'S').put((byte) 1).array();
    private static final String KEY =
            new RegionAddress("t", "r", 0, false, false).entry("1").key();
    private static final ItemCodec CODEC = codec();
    private static final byte[] LOADED = sealed(NOW);
    private static final byte[] COMMITTED = sealed(Item.NOT_YET_STAMPED);

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
                    .put(LOADED, 0, SHAPE_AT + Long.BYTES + 2)
                    .put(input, 1, input.length - 1)
                    .array();
            record[SHAPE_AT + Long.BYTES + 1] = 0; // of no version
            missed(record);
        } else {
            flipped(input[0] == 1 ? LOADED : COMMITTED, ByteBuffer.wrap(input, 1, input.length - 1));
        }
    }

    private static void flipped(byte[] sealed, ByteBuffer input) {
        int length = sealed.length - (input.getShort() & 0xffff) % sealed.length;
        byte[] record = Arrays.copyOf(sealed, length);
        for (int i = 0; i < length && input.hasRemaining(); i++) {
            record[i] ^= input.get();
        }
        if (Arrays.equals(record, sealed) || sealed == COMMITTED && isStampedInTime(record)) {
            if (read(record) == null) {
                throw new IllegalStateException("What was sealed does not open");
            }
        } else {
            missed(record);
        }
    }

    /** Whether it is what a commit has stored, with any stamp that it can have been given. */
    private static boolean isStampedInTime(byte[] record) {
        if (record.length != COMMITTED.length
                || !Arrays.equals(record, 0, STAMP_AT, COMMITTED, 0, STAMP_AT)
                || !Arrays.equals(record, SHAPE_AT, record.length, COMMITTED, SHAPE_AT, record.length)) {
            return false;
        }
        long later = ByteBuffer.wrap(record).getLong(STAMP_AT) - NOW;
        return later >= EARLIEST && later <= LATEST;
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
        Seals seals = new Seals(List.of(new SecretKeySpec(key, "AES")), () -> NOW, () -> NOW, MINUTE, SECOND);
        return new ItemCodec(FuzzedMapping.ENTITIES, seals, LONG_TIME);
    }

    private static byte[] sealed(long stamp) {
        Item item = CODEC.encode(KEY, Seeds.anEntity(), null, LONG_TIME, stamp);
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
        for (byte[] sealed : List.of(LOADED, COMMITTED)) {
            byte how = (byte) (sealed == LOADED ? 1 : 2);
            seeds.add(new byte[] {how, 0, 0});
            for (int at : new int[] {0, STAMP_AT, SHAPE_AT - 1, SHAPE_AT, 18, 19, 20, 22, 26, 40, sealed.length - 1}) {
                byte[] flips = new byte[3 + at + 1];
                flips[0] = how;
                flips[3 + at] = 1;
                seeds.add(flips);
            }
            for (long later : new long[] {EARLIEST, EARLIEST - 1, LATEST, LATEST + 1}) {
                seeds.add(ByteBuffer.allocate(3 + SHAPE_AT)
                        .put(how)
                        .putLong(3 + STAMP_AT, NOW ^ NOW + later)
                        .array());
            }
            seeds.add(new byte[] {how, 0, 1});
            seeds.add(new byte[] {how, 0, 16});
            byte[] body = new byte[1 + sealed.length - 20];
            System.arraycopy(sealed, 20, body, 1, sealed.length - 20);
            body[body.length - 1] ^= 1;
            seeds.add(body);
        }
        return seeds;
    }
}
