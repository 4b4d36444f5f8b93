package io.throughline.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Registration;
import com.esotericsoftware.kryo.serializers.ExternalizableSerializer;
import com.esotericsoftware.kryo.serializers.JavaSerializer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * An id is given once. Whoever changes class-ids.txt changes what all releases in one rolling deploy have to agree on: add at the end of a
 * group, never renumber, never use the id of a type that went.
 */
class BaseTypesTest {

    @Test
    void idsArePinned() throws IOException {
        Map<Integer, String> pinned = new TreeMap<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                BaseTypesTest.class.getResourceAsStream("class-ids.txt"), StandardCharsets.UTF_8))) {
            lines.lines().map(line -> line.split(" ")).forEach(line -> {
                assertThat(pinned.put(Integer.valueOf(line[0]), line[1]))
                        .as(line[0])
                        .isNull();
            });
        }
        assertThat(registered()).isEqualTo(pinned);
    }

    /** Kryo lets a second registration take an id away from the first. */
    @Test
    void noIdIsGivenTwice() {
        Map<Integer, Class<?>> given = new TreeMap<>();
        Kryo kryo = new Kryo() {
            @Override
            public Registration register(Registration registration) {
                Class<?> before = given.put(registration.getId(), registration.getType());
                assertThat(before == null || before == registration.getType())
                        .as("%s is %s and %s", registration.getId(), before, registration.getType())
                        .isTrue();
                return super.register(registration);
            }
        };
        BaseTypes.register(kryo);
        assertThat(given).hasSizeGreaterThan(60);
        assertThat(given.values()).doesNotHaveDuplicates();
        assertThat(given.keySet()).allMatch(id -> id < BaseTypes.FIRST_OF_MAPPING);
    }

    /** Kryo has serializers that hand over to Java's serialization, which runs what the bytes say. */
    @Test
    void nothingIsReadByJavasSerialization() {
        record OfTheMapping(Object content) implements java.io.Serializable {}
        Kryo kryo = new BodyKryo(Shape.of("a shape", List.of(OfTheMapping.class, OutsideKryo.class)));
        int registrations = 0;
        for (int id = 0; id < BaseTypes.FIRST_OF_MAPPING + 10; id++) {
            Registration registration = kryo.getRegistration(id);
            if (registration != null) {
                registrations++;
                assertThat(registration.getSerializer())
                        .as(registration.getType().getName())
                        .isNotInstanceOfAny(JavaSerializer.class, ExternalizableSerializer.class);
            }
        }
        assertThat(registrations).isGreaterThan(70);
        assertThat(kryo.getRegistration(OutsideKryo.class).getSerializer()).isInstanceOf(CheckedFieldSerializer.class);
    }

    /** A class that asks for Java's serialization. */
    static final class OutsideKryo implements java.io.Externalizable {
        private static final long serialVersionUID = 1L;

        @Override
        public void writeExternal(java.io.ObjectOutput out) {
            throw new AssertionError("Java's serialization was asked");
        }

        @Override
        public void readExternal(java.io.ObjectInput in) {
            throw new AssertionError("Java's serialization was asked");
        }
    }

    /** Id to name of class, Kryo's own ones too. */
    static Map<Integer, String> registered() {
        Kryo kryo = new Kryo();
        BaseTypes.register(kryo);
        Map<Integer, String> registered = new TreeMap<>();
        for (int id = 0; id < BaseTypes.FIRST_OF_MAPPING; id++) {
            Registration registration = kryo.getRegistration(id);
            if (registration != null) {
                registered.put(id, registration.getType().getName());
            }
        }
        return registered;
    }
}
