package io.throughline.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Registration;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
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
