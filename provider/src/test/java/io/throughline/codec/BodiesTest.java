package io.throughline.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import org.hibernate.bytecode.enhance.spi.LazyPropertyInitializer;
import org.hibernate.property.access.internal.PropertyAccessStrategyBackRefImpl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BodiesTest {

    private final Bodies bodies = new Bodies(Shape.of("a shape", List.of(Named.class, Colour.class)));

    record Foreign(String text) implements Serializable {}

    record Named(String text) implements Serializable {}

    enum Colour {
        RED {
            @Override
            String shown() {
                return "red";
            }
        },
        BLUE;

        String shown() {
            return "?";
        }
    }

    @ParameterizedTest
    @MethodSource("io.throughline.codec.JdkValues#all")
    void jdkValueTypesSurvive(Object value) {
        Object back = read(write(value));
        assertThat(back).isInstanceOf(value.getClass());
        assertThat(Arrays.deepEquals(new Object[] {back}, new Object[] {value}))
                .as("%s became %s", value, back)
                .isTrue();
    }

    /** Every class that has an id of ours is in the values above. */
    @Test
    void noRegisteredTypeIsForgottenHere() {
        List<String> tried = JdkValues.all().stream()
                .map(value -> value.getClass().getName())
                .toList();
        List<String> registered = new ArrayList<>(BaseTypesTest.registered().values());
        registered.removeAll(tried);
        assertThat(registered)
                .containsExactlyInAnyOrder(
                        LazyPropertyInitializer.UNFETCHED_PROPERTY.getClass().getName(),
                        PropertyAccessStrategyBackRefImpl.UNKNOWN.getClass().getName(),
                        "int",
                        "float",
                        "boolean",
                        "byte",
                        "char",
                        "short",
                        "long",
                        "double");
    }

    @Test
    void nullSurvives() {
        byte[] body = bodies.write((kryo, output) -> kryo.writeClassAndObject(output, new Object[] {null, 1, null}));
        assertThat((Object[]) read(body)).containsExactly(null, 1, null);
    }

    @Test
    void markersComeBackAsThemselves() {
        assertThat(read(write(LazyPropertyInitializer.UNFETCHED_PROPERTY)))
                .isSameAs(LazyPropertyInitializer.UNFETCHED_PROPERTY);
        assertThat(read(write(PropertyAccessStrategyBackRefImpl.UNKNOWN)))
                .isSameAs(PropertyAccessStrategyBackRefImpl.UNKNOWN);
    }

    @Test
    void typesOfTheMappingSurvive() {
        assertThat(read(write(new Named("x")))).isEqualTo(new Named("x"));
        assertThat(read(write(new ArrayList<>(List.of(Colour.RED, Colour.BLUE)))))
                .isEqualTo(List.of(Colour.RED, Colour.BLUE));
    }

    @Test
    void aClassThatIsNotRegisteredIsRefusedByName() {
        for (Object value : List.of(
                new Foreign("x"), new Object[] {new Foreign("x")}, new ArrayList<>(List.of(new Foreign("x"))))) {
            assertThatThrownBy(() -> write(value))
                    .isInstanceOf(NotCacheableException.class)
                    .hasMessageContaining(Foreign.class.getName());
        }
        assertThatThrownBy(() -> write(new ArrayDeque<>(List.of("a"))))
                .isInstanceOf(NotCacheableException.class)
                .hasMessageContaining("java.util.ArrayDeque");
    }

    @Test
    void isUsableAfterARefusal() {
        assertThatThrownBy(() -> write(new Object[] {"x", new Foreign("x")})).isInstanceOf(NotCacheableException.class);
        assertThat(read(write("y"))).isEqualTo("y");
    }

    @Test
    void whatContainsItselfIsRefused() {
        List<Object> self = new ArrayList<>();
        self.add(self);
        assertThatThrownBy(() -> write(self)).isInstanceOf(NotCacheableException.class);
    }

    @Test
    void aNestingThatIsTooDeepIsRefused() {
        Object nested = "x";
        for (int i = 0; i < 10_000; i++) {
            nested = new ArrayList<>(Arrays.asList(nested));
        }
        Object value = nested;
        assertThatThrownBy(() -> write(value)).isInstanceOf(NotCacheableException.class);
        assertThat(read(write("y"))).isEqualTo("y");
    }

    // damage

    @Test
    void whatIsCutShortIsNone() {
        byte[] body = write(JdkValues.all().toArray());
        for (int length = 0; length < body.length; length++) {
            assertThat(read(Arrays.copyOf(body, length)))
                    .as("the first %s bytes", length)
                    .isNull();
        }
    }

    @Test
    void whatHasMoreBehindIsNone() {
        byte[] body = write("x");
        assertThat(read(Arrays.copyOf(body, body.length + 1))).isNull();
    }

    @Test
    void whatHasAFlippedBitIsNone() {
        byte[] body = write(JdkValues.all().toArray());
        for (int i = 0; i < body.length; i++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] damaged = body.clone();
                damaged[i] ^= (byte) (1 << bit);
                assertThatThrownBy(() -> readOrThrow(damaged))
                        .as("byte %s, bit %s", i, bit)
                        .isInstanceOf(UndecodableException.class)
                        .hasMessageContaining("checksum");
            }
        }
        assertThat(read(body)).isNotNull();
    }

    /** As if somebody had made the checksum anew. */
    @Test
    void flippedBitsUnderAChecksumOfTheirOwnNeverThrowAnythingElse() {
        byte[] body = write(JdkValues.all().toArray());
        byte[] state = Arrays.copyOf(body, body.length - Integer.BYTES);
        for (int i = 0; i < state.length; i++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] damaged = state.clone();
                damaged[i] ^= (byte) (1 << bit);
                assertThatCode(() -> read(Signed.body(damaged)))
                        .as("byte %s, bit %s", i, bit)
                        .doesNotThrowAnyException();
            }
        }
        assertThat(read(Signed.body(state))).isNotNull();
    }

    @Test
    void randomBytesNeverThrow() {
        Random random = new Random(4711);
        for (int i = 0; i < 50_000; i++) {
            byte[] garbage = new byte[random.nextInt(40)];
            random.nextBytes(garbage);
            if (garbage.length > 2 && i % 2 == 0) {
                garbage[0] = (byte) (22 + random.nextInt(80)); // the id of a class: what follows is read as its content
            }
            assertThatCode(() -> read(Signed.body(garbage)))
                    .as(Arrays.toString(garbage))
                    .doesNotThrowAnyException();
        }
    }

    /** A length that only the damage made must not cost the memory that it claims. */
    @Test
    void aGiganticLengthIsNone() {
        for (int id = 0; id < 110; id++) {
            byte[] claim = {(byte) (id + 2), -1, -1, -1, -1, 7, 1, 2, 3};
            assertThatCode(() -> read(Signed.body(claim))).as("class id %s", id).doesNotThrowAnyException();
        }
    }

    @Test
    void theShapeDependsOnEachPart() {
        assertThat(new LinkedHashSet<>(List.of(
                        Shape.of("a", List.of()).hash(),
                        Shape.of("b", List.of()).hash(),
                        Shape.of("", List.of()).hash())))
                .hasSize(3);
        assertThat(Shape.of("a", List.of()).hash())
                .as("pinned: it changes with the format of bodies, and then all releases miss each other's items")
                .isEqualTo(4299635426600525079L);
    }

    private byte[] write(Object value) {
        return bodies.write((kryo, output) -> kryo.writeClassAndObject(output, value));
    }

    private Object readOrThrow(byte[] body) {
        return bodies.<Object>read(ByteBuffer.wrap(body), (kryo, input) -> kryo.readClassAndObject(input));
    }

    /** Null if it is no body. */
    private Object read(byte[] body) {
        try {
            return readOrThrow(body);
        } catch (UndecodableException e) {
            return null;
        }
    }
}
