package io.throughline.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A value that could not be written leaves nothing behind in the encoder, which is used again. */
class FailedWriteTest {

    record Tag(String name) {}

    static class Holder {
        List<List<Tag>> rows = new ArrayList<>();
    }

    @Test
    void leavesNothingBehind() {
        Bodies bodies = new Bodies(Shape.of("holders", List.of(Tag.class, Holder.class)));
        Object good = new ArrayList<>(List.of(new ArrayList<>(List.of(new ArrayList<>(List.of("a"))))));
        Holder bad = new Holder();
        bad.rows.add(new LinkedList<>(List.of(new Tag("x")))); // LinkedList is not allowed
        byte[] before = write(bodies, good);
        assertThatThrownBy(() -> write(bodies, bad)).isInstanceOf(NotCacheableException.class);
        assertThat(bodies.<Object>read(ByteBuffer.wrap(before), (kryo, input) -> kryo.readClassAndObject(input)))
                .isEqualTo(good);
        assertThat(write(bodies, good)).isEqualTo(before);
    }

    private static byte[] write(Bodies bodies, Object value) {
        return bodies.write((kryo, output) -> kryo.writeClassAndObject(output, value));
    }
}
