package io.throughline.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.throughline.codec.UndecodableException.Reason;
import io.throughline.protocol.Item;
import io.throughline.protocol.Pipeline.EntryRecords;
import io.throughline.protocol.Read;
import io.throughline.protocol.Read.Miss;
import io.throughline.protocol.RegionAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is sealed opens for its own entry, in its own time, with its own key, and for nothing else. */
class SealsTest {

    private static final long SECOND = 1_000_000;
    private static final long TTL = 3600;
    private static final long STORED_WITHIN = 60 * SECOND;
    private static final long APART = SECOND;
    private static final int DATES = 12;
    private static final String STATE = "a state that nobody is to read, of some length";
    private static final RegionAddress REGION = new RegionAddress("t", "r", 0, false, false);
    private static final String HERE = REGION.entry("1").key();

    private long atLeast = 1_764_000_000 * SECOND;
    private long atMost = atLeast + SECOND / 2;

    @Test
    void opensWhatItHasSealed() {
        ItemCodec codec = codec(1);
        assertThat(codec.decode(HERE, read(codec, record(codec)), null)).isEqualTo(STATE);
        assertThat(codec.decode(HERE, read(codec, loaded(codec)), null)).isEqualTo(STATE);
    }

    @Test
    void nothingOfTheStateCanBeRead() {
        ItemCodec codec = codec(1);
        byte[] record = record(codec);
        assertThat(new String(record, StandardCharsets.ISO_8859_1)).doesNotContain("state", "nobody");
        assertThat(record).hasSize(10 + 10 + 3 + Seals.OVERHEAD_DATED + STATE.length());
        assertThat(Seals.OVERHEAD_DATED).isEqualTo(45);
        byte[] loaded = loaded(codec);
        assertThat(new String(loaded, StandardCharsets.ISO_8859_1)).doesNotContain("state", "nobody");
        assertThat(loaded).hasSize(10 + 10 + 3 + Seals.OVERHEAD + STATE.length());
        assertThat(Seals.OVERHEAD).isEqualTo(33);
    }

    @Test
    void noTwoAreAlike() {
        ItemCodec codec = codec(1);
        Set<String> nonces = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            nonces.add(Arrays.toString(Arrays.copyOfRange(record(codec), 23 + 5, 23 + 5 + 12)));
        }
        assertThat(nonces).hasSize(1000);
    }

    // who may

    @Test
    void allKeysOpenAndTheFirstSeals() {
        byte[] byOne = record(codec(1));
        assertThat(codec(2, 1).decode(HERE, read(codec(1), byOne), null)).isEqualTo(STATE);
        assertThat(codec(1, 2).decode(HERE, read(codec(1), byOne), null)).isEqualTo(STATE);
        byte[] byTwo = record(codec(2, 1));
        assertThat(codec(2).decode(HERE, read(codec(2), byTwo), null)).isEqualTo(STATE);
        assertRefused(codec(1), HERE, byTwo, Reason.UNKNOWN_KEY);
    }

    /** The number of a key is no secret: somebody may write it, and seal with another key. */
    @Test
    void aKeyThatOnlyClaimsToBeTheRightOne() {
        byte[] forged = record(codec(3));
        System.arraycopy(record(codec(1)), 24, forged, 24, 4);
        assertRefused(codec(1), HERE, forged, Reason.BROKEN_SEAL);
    }

    // what was sealed

    @Test
    void aBitFlippedAnywhereIsAMiss() {
        ItemCodec codec = codec(1);
        byte[] record = record(codec);
        int opened = 0;
        for (int bit = 0; bit < record.length * 8; bit++) {
            byte[] flipped = record.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            if (opens(codec, flipped)) {
                assertThat(bit / 8).as("only the stamp's low bits are free").isBetween(2, 9);
                assertThat(stamp(flipped)).isBetween(earliest(), latest());
                opened++;
            }
        }
        assertThat(opened).isPositive();
    }

    @Test
    void aBitFlippedAnywhereInWhatWasLoadedIsAMiss() {
        ItemCodec codec = codec(1);
        byte[] record = loaded(codec);
        for (int bit = 0; bit < record.length * 8; bit++) {
            byte[] flipped = record.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(opens(codec, flipped)).as("bit %d", bit).isFalse();
        }
    }

    @Test
    void cutShortAnywhereOrLongerIsAMiss() {
        ItemCodec codec = codec(1);
        for (byte[] record : List.of(record(codec), loaded(codec))) {
            for (int length = 0; length < record.length; length++) {
                assertThat(opens(codec, Arrays.copyOf(record, length)))
                        .as("of %d bytes", length)
                        .isFalse();
            }
            assertThat(opens(codec, Arrays.copyOf(record, record.length + 1))).isFalse();
        }
    }

    /** Somebody may say of a body that its stamp is bound, or that it is not. */
    @Test
    void theOtherForm() {
        ItemCodec codec = codec(1);
        byte[] dated = record(codec);
        dated[23] = 2;
        assertRefused(codec, HERE, dated, Reason.BROKEN_SEAL);
        byte[] loaded = loaded(codec);
        loaded[23] = 1;
        assertRefused(codec, HERE, loaded, Reason.BROKEN_SEAL);
        // the same without the dates
        byte[] shorter = Arrays.copyOf(loaded, 23 + 1 + 4 + 12 + DATES + 16 - 1);
        assertRefused(codec, HERE, shorter, Reason.OTHER_SEAL_FORMAT);
    }

    @Test
    void anotherEntrysBody() {
        ItemCodec codec = codec(1);
        byte[] record = record(codec);
        assertRefused(codec, REGION.entry("2").key(), record, Reason.BROKEN_SEAL);
        assertRefused(
                codec, new RegionAddress("t", "s", 0, false, false).entry("1").key(), record, Reason.BROKEN_SEAL);
        assertRefused(
                codec, new RegionAddress("u", "r", 0, false, false).entry("1").key(), record, Reason.BROKEN_SEAL);
    }

    @Test
    void anotherHead() {
        ItemCodec codec = codec(1);
        byte[] version = record(codec);
        version[20 + 2] ^= 1;
        assertRefused(codec, HERE, version, Reason.BROKEN_SEAL);
        byte[] rule = record(codec);
        rule[18] = 2;
        assertRefused(codec, HERE, rule, Reason.BROKEN_SEAL);
        byte[] noVersion = record(codec);
        byte[] shorter = new byte[noVersion.length - 3];
        System.arraycopy(noVersion, 0, shorter, 0, 19);
        System.arraycopy(noVersion, 23, shorter, 20, noVersion.length - 23);
        assertRefused(codec, HERE, shorter, Reason.BROKEN_SEAL);
    }

    // when

    @Test
    void stampsThatAScriptCanHaveGiven() {
        ItemCodec codec = codec(1);
        byte[] record = record(codec);
        for (long stamp : List.of(earliest(), atLeast, atMost, latest())) {
            assertThat(opens(codec, stamped(record, stamp)))
                    .as("%d", stamp - atLeast)
                    .isTrue();
        }
        assertRefused(codec, HERE, stamped(record, earliest() - 1), Reason.OTHER_TIME);
        assertRefused(codec, HERE, stamped(record, latest() + 1), Reason.OTHER_TIME);
    }

    /** PUT stamps it with the asOf that it was sealed for, and not a microsecond earlier or later. */
    @Test
    void onlyTheStampThatALoadedStateWasSealedFor() {
        ItemCodec codec = codec(1);
        byte[] record = loaded(codec);
        for (long other : List.of(stamp(record) - 1, stamp(record) + 1, atLeast, atMost, 0L, (1L << 53) - 2)) {
            assertRefused(codec, HERE, stamped(record, other), Reason.BROKEN_SEAL);
        }
    }

    @Test
    void aLoadedBodyPutBackIsBelievedForItsTimeToLive() {
        ItemCodec codec = codec(1);
        byte[] old = loaded(codec);
        passes(stamp(old) + TTL * SECOND + STORED_WITHIN + APART - atLeast);
        assertThat(opens(codec, old)).isTrue();
        passes(1);
        assertRefused(codec, HERE, old, Reason.SEALED_TOO_LONG_AGO);
        assertRefused(codec, HERE, stamped(old, atLeast), Reason.BROKEN_SEAL);
    }

    /** Put back with its old stamp, or with a new one, it is believed no longer than its time to live. */
    @Test
    void anOldBodyPutBack() {
        ItemCodec codec = codec(1);
        byte[] old = record(codec);
        long sealedAt = atLeast;
        passes(TTL * SECOND);
        assertThat(opens(codec, old)).isTrue();
        passes(STORED_WITHIN + APART + SECOND);
        assertRefused(codec, HERE, old, Reason.SEALED_TOO_LONG_AGO);
        assertRefused(codec, HERE, stamped(old, atLeast), Reason.OTHER_TIME);
        assertThat(atLeast - sealedAt).isLessThan(2 * TTL * SECOND);
    }

    @Test
    void whileTheClockIsNotKnownNothingIsSealedOrOpened() {
        ItemCodec codec = codec(1);
        byte[] record = record(codec);
        byte[] loaded = loaded(codec);
        atLeast = 0;
        assertThatThrownBy(() -> record(codec)).isInstanceOf(NotSealedException.class);
        assertRefused(codec, HERE, record, Reason.NO_CLOCK);
        assertRefused(codec, HERE, loaded, Reason.NO_CLOCK);
    }

    /** A node that has not heard of Redis for weeks. */
    @Test
    void boundsTooFarApartToBeWritten() {
        atMost = atLeast + 60L * 24 * 3600 * SECOND;
        assertThatThrownBy(() -> record(codec(1))).isInstanceOf(NotSealedException.class);
        atMost = atLeast + 40L * 24 * 3600 * SECOND;
        assertThat(opens(codec(1), record(codec(1)))).isTrue();
    }

    // side by side

    @Test
    void sealedAndNotSealedAreOtherShapes() {
        ItemCodec sealing = codec(1);
        ItemCodec plain = codec();
        byte[] sealed = record(sealing);
        byte[] notSealed = record(plain);
        assertThat(read(plain, sealed).miss()).isEqualTo(Miss.OTHER_SHAPE);
        assertThat(read(sealing, notSealed).miss()).isEqualTo(Miss.OTHER_SHAPE);
        assertThat(plain.isOtherwiseSealed(records(sealed))).isTrue();
        assertThat(sealing.isOtherwiseSealed(records(notSealed))).isTrue();
        byte[] anothers = sealed.clone();
        anothers[12] ^= 1;
        assertThat(plain.isOtherwiseSealed(records(anothers))).isFalse();
        assertThat(sealing.isOtherwiseSealed(records(sealed))).isFalse();
        assertThat(sealing.isOtherwiseSealed(new EntryRecords(null, null))).isFalse();
    }

    @Test
    void keysDoNotChangeTheShapeAndHeadersHaveIt() {
        assertThat(codec(1).shape()).isEqualTo(codec(2, 3).shape()).isNotEqualTo(codec().shape());
        byte[] header = codec(1).header(1);
        assertThat(header).isEqualTo(Arrays.copyOfRange(record(codec(2)), 10, 23));
    }

    @Test
    void manyThreadsAtOnce() {
        ItemCodec codec = codec(1);
        assertThatCode(() -> IntStream.range(0, 2000).parallel().forEach(i -> {
                    byte[] record = record(codec);
                    assertThat(codec.decode(HERE, read(codec, record), null)).isEqualTo(STATE);
                }))
                .doesNotThrowAnyException();
    }

    private void passes(long micros) {
        atLeast += micros;
        atMost += micros;
    }

    private static void assertRefused(ItemCodec codec, String key, byte[] record, Reason reason) {
        Read read = read(codec, record);
        assertThat(read.miss()).isNull();
        assertThatThrownBy(() -> codec.decode(key, read, null))
                .isInstanceOfSatisfying(UndecodableException.class, refused -> {
                    assertThat(refused.reason()).isEqualTo(reason);
                    assertThat(refused.reason().isOfSeal()).isTrue();
                });
    }

    private static boolean opens(ItemCodec codec, byte[] record) {
        Read read = read(codec, record);
        if (read.body() == null) {
            return false;
        }
        try {
            assertThat(codec.decode(HERE, read, null)).isEqualTo(STATE);
            return true;
        } catch (UndecodableException e) {
            assertThat(e.reason().isOfSeal()).as("%s", e.reason()).isTrue();
            return false;
        }
    }

    private static Read read(ItemCodec codec, byte[] record) {
        return Read.of(records(record), (1L << 53) - 1, codec.shape());
    }

    private static EntryRecords records(byte[] record) {
        byte[] region = ByteBuffer.allocate(18).put((byte) 'S').put((byte) 1).array();
        return new EntryRecords(region, record);
    }

    /** As a commit stores it, now. */
    private byte[] record(ItemCodec codec) {
        return record(codec, Item.NOT_YET_STAMPED, atLeast + SECOND / 4);
    }

    /** As PUT stores what was loaded a few seconds ago. */
    private byte[] loaded(ItemCodec codec) {
        long asOf = atLeast - 5 * SECOND;
        return record(codec, asOf, asOf);
    }

    private static byte[] record(ItemCodec codec, long sealedFor, long stamp) {
        byte[] item = codec.encode(HERE, STATE, 1, TTL * 1000, sealedFor).bytes();
        return stamped(
                ByteBuffer.allocate(10 + item.length)
                        .put((byte) 'I')
                        .put((byte) 1)
                        .putLong(0)
                        .put(item)
                        .array(),
                stamp);
    }

    /** The stamps that what a commit stores now can get. The bounds of the clock are stored in milliseconds. */
    private long earliest() {
        return atLeast - APART;
    }

    private long latest() {
        return atMost + 1000 + STORED_WITHIN + APART;
    }

    private static byte[] stamped(byte[] record, long stamp) {
        byte[] stamped = record.clone();
        ByteBuffer.wrap(stamped).putLong(2, stamp);
        return stamped;
    }

    private static long stamp(byte[] record) {
        return ByteBuffer.wrap(record).getLong(2);
    }

    private ItemCodec codec(int... keys) {
        Seals seals = new Seals(
                Arrays.stream(keys).mapToObj(SealsTest::key).toList(),
                () -> atLeast,
                () -> atMost,
                STORED_WITHIN,
                APART);
        return new ItemCodec(new Texts(), seals, TTL * 1000);
    }

    private static SecretKey key(int of) {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) of);
        return new SecretKeySpec(key, "AES");
    }

    /** The state is its own body. */
    private static final class Texts implements EntryCodec {

        private static final byte[] VERSION = {1, 2, 3};

        @Override
        public long shape() {
            return 0x0102030405060708L;
        }

        @Override
        public Item encode(Object value, @Nullable Object version, long ttlMillis) {
            byte[] body = value.toString().getBytes(StandardCharsets.UTF_8);
            return Item.of(shape(), Item.Replacement.OLDER_VERSION, VERSION, body, ttlMillis);
        }

        @Override
        public byte[] header(@Nullable Object version) {
            return Item.header(shape(), Item.Replacement.OLDER_VERSION, VERSION);
        }

        @Override
        public Object decode(ByteBuffer body, SharedSessionContractImplementor session) {
            return StandardCharsets.UTF_8.decode(body).toString();
        }
    }
}
