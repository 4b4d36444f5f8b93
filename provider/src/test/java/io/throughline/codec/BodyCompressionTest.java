package io.throughline.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.esotericsoftware.kryo.io.Output;
import io.throughline.codec.UndecodableException.Reason;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BodyCompressionTest {

    private static final int FROM = 256;
    private static final String LONG = "All work and no play makes Jack a dull boy. ".repeat(50);

    private final Bodies on = bodies(BodyCompression.from(FROM));
    private final Bodies off = bodies(BodyCompression.from(BodyCompression.NEVER));
    private final Bodies without = bodies(new BodyCompression(FROM, null));

    private static Bodies bodies(BodyCompression compression) {
        return new Bodies(Shape.of("a shape", List.of()), compression);
    }

    /** As entities and collections: their kind first. */
    private static byte[] write(Bodies bodies, Object value) {
        return bodies.write((kryo, output) -> {
            output.writeByte(0);
            kryo.writeClassAndObject(output, value);
        });
    }

    private static Object read(Bodies bodies, byte[] body) {
        return bodies.<Object>read(ByteBuffer.wrap(body), (kryo, input) -> {
            input.readByte();
            return kryo.readClassAndObject(input);
        });
    }

    @Test
    void whatGetsSmallerIsCompressedAndReadByAll() {
        byte[] body = write(on, LONG);
        assertThat(body.length).isLessThan(LONG.length() / 10);
        assertThat(body[0]).isEqualTo((byte) 16);
        assertThat(read(on, body)).isEqualTo(LONG);
        assertThat(read(off, body)).as("by a node with compression=none").isEqualTo(LONG);
    }

    @Test
    void whatIsSmallerThanTheThresholdIsNot() {
        String shorter = "a".repeat(FROM - 5); // kind, class id, and two bytes of its length
        assertThat(write(on, shorter)).isEqualTo(write(off, shorter));
        assertThat(write(on, shorter + "a")).isNotEqualTo(write(off, shorter + "a"));
    }

    @Test
    void whatDoesNotGetSmallerIsNot() {
        byte[] random = new byte[10_000];
        new Random(1).nextBytes(random);
        assertThat(write(on, random)).isEqualTo(write(off, random));
    }

    /** Else reading it could cost much more than its bytes. */
    @Test
    void whatHoldsMoreThanSoFewBytesMayIsNot() {
        List<Integer> ones = new ArrayList<>(Collections.nCopies(200_000, 1));
        byte[] body = write(on, ones);
        assertThat(body[0]).isZero();
        assertThat(read(on, body)).isEqualTo(ones);
    }

    @Test
    void theEncoderIsUsableAfterwards() {
        write(on, LONG);
        assertThat(read(on, write(on, "x"))).isEqualTo("x");
    }

    // without the library

    @Test
    void withoutTheLibraryItIsAMissThatSaysSo() {
        assertUndecodable(without, write(on, LONG), Reason.NO_LZ4);
        assertThat(read(without, write(off, LONG))).isEqualTo(LONG);
        assertThat(write(without, LONG)).isEqualTo(write(off, LONG));
    }

    @Test
    void theLibraryIsLookedForWhereTheProviderIs() {
        assertThat(BodyCompression.isThere()).isTrue();
        assertThat(BodyCompression.isThere(new URLClassLoader(new URL[0], null)))
                .isFalse();
    }

    // hostile

    @Test
    void aLengthThatNoBlockOfThisSizeHasIsNotBelieved() {
        byte[] block = new byte[100];
        for (int claim :
                new int[] {100 * 255 + 1, Bodies.LARGEST_BODY, Bodies.LARGEST_BODY + 1, Integer.MAX_VALUE, -1}) {
            assertUndecodable(on, body(claim, block), Reason.TOO_LARGE);
        }
    }

    @Test
    void aBlockThatHoldsMoreOrLessThanItClaimsIsNone() {
        byte[] body = write(on, LONG);
        byte[] block = Arrays.copyOfRange(body, 3, body.length - Integer.BYTES);
        int length = write(off, LONG).length - Integer.BYTES;
        assertThat(read(on, body(length, block))).isEqualTo(LONG);
        assertUndecodable(on, body(length - 1, block), Reason.MALFORMED);
        assertUndecodable(on, body(length + 1, block), Reason.MALFORMED);
        assertUndecodable(on, body(length, Arrays.copyOf(block, block.length - 1)), Reason.MALFORMED);
        assertUndecodable(on, body(length, Arrays.copyOf(block, block.length + 1)), Reason.MALFORMED);
    }

    @Test
    void whatIsCutShortIsNone() {
        byte[] body = write(on, LONG);
        byte[] stored = Arrays.copyOf(body, body.length - Integer.BYTES);
        for (int length = 1; length < stored.length; length++) {
            byte[] cut = Signed.body(Arrays.copyOf(stored, length));
            assertThat(catchThrowable(() -> read(on, cut))).isInstanceOf(UndecodableException.class);
        }
    }

    /** A compressed body within a compressed body is none. */
    @Test
    void isExpandedOnce() {
        byte[] inner = write(on, LONG);
        Lz4Blocks blocks = new Lz4Blocks();
        byte[] block = new byte[blocks.longest(inner.length)];
        int length = blocks.compress(inner, inner.length, block);
        byte[] outer = body(inner.length, Arrays.copyOf(block, length));
        assertThat(catchThrowable(() -> on.read(ByteBuffer.wrap(outer), (kryo, input) -> {
                    if (input.readByte() != 0) {
                        throw new UndecodableException(Reason.MALFORMED);
                    }
                    return kryo.readClassAndObject(input);
                })))
                .isInstanceOf(UndecodableException.class);
    }

    /** 200,000 elements out of 800 bytes. */
    @Test
    void fewBytesMakeFewObjectsHoweverTheyAreCompressed() {
        byte[] plain = write(off, new ArrayList<>(Collections.nCopies(200_000, 1)));
        byte[] state = Arrays.copyOf(plain, plain.length - Integer.BYTES);
        Lz4Blocks blocks = new Lz4Blocks();
        byte[] block = new byte[blocks.longest(state.length)];
        int length = blocks.compress(state, state.length, block);
        assertThat(length).isLessThan(2000);
        assertUndecodable(on, body(state.length, Arrays.copyOf(block, length)), Reason.TOO_LARGE);
    }

    @Test
    void randomBlocksAreNone() {
        Random random = new Random(4711);
        for (int i = 0; i < 20_000; i++) {
            byte[] block = new byte[1 + random.nextInt(60)];
            random.nextBytes(block);
            byte[] body = body(random.nextInt(block.length * 255), block);
            Throwable thrown = catchThrowable(() -> read(on, body));
            assertThat(thrown == null || thrown instanceof UndecodableException)
                    .as("%s: %s", thrown, Arrays.toString(body))
                    .isTrue();
        }
    }

    private static byte[] body(int claim, byte[] block) {
        Output output = new Output(block.length + 10);
        output.writeByte(16);
        output.writeVarInt(claim, true);
        output.writeBytes(block);
        return Signed.body(output.toBytes());
    }

    private static void assertUndecodable(Bodies bodies, byte[] body, Reason reason) {
        assertThatThrownBy(() -> read(bodies, body))
                .isInstanceOfSatisfying(
                        UndecodableException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }
}
