package io.throughline.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/** Seeded by the repetition's number: ids of one shape, drawn from the characters that matter, never share a key. */
class KeyTextPropertyTest {

    private static final String[] LETTERS = {
        "%", "{", "}", ":", ",", "(", ")", " ", "-", "#", "u", "0", "2", "C", "a", "\t", "\u0000", "\u007f", "é", "日",
        "😀", "\ud800", "\udc00", "D", "8", "5", "/"
    };
    private static final int IDS = 4_000;

    @RepeatedTest(5)
    void textsAndComposites(RepetitionInfo repetition) {
        int seed = repetition.getCurrentRepetition();
        Random random = new Random(seed);
        for (Shape shape : new Shape[] {
            KeyTextPropertyTest::text,
            r -> new Object[] {textOrNull(r), textOrNull(r)},
            r -> new Object[] {textOrNull(r), new Object[] {textOrNull(r), r.nextInt(3)}, textOrNull(r)},
            r -> new Object[] {new Object[] {textOrNull(r), new Object[] {textOrNull(r)}}, textOrNull(r)}
        }) {
            distinct(shape, random, "seed " + seed);
        }
    }

    private static void distinct(Shape shape, Random random, String seed) {
        Map<String, String> idsByKey = new HashMap<>();
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < IDS; i++) {
            Object id = shape.draw(random);
            String key = KeyText.id(id);
            assertThat(key).as(seed).matches("[!-z|~]*").hasSizeLessThanOrEqualTo(128);
            String shown = Arrays.deepToString(new Object[] {quoted(id)});
            String before = idsByKey.put(key, shown);
            assertThat(before == null || before.equals(shown))
                    .as("%s: %s and %s are both %s", seed, before, shown, key)
                    .isTrue();
            ids.add(shown);
        }
        assertThat(idsByKey).as(seed).hasSize(ids.size());
    }

    /** Every character as its number: the way in which ids are compared here has nothing to do with keys. */
    private static Object quoted(Object id) {
        if (id instanceof Object[] parts) {
            return Arrays.stream(parts).map(KeyTextPropertyTest::quoted).toArray();
        }
        return id instanceof String text ? "'" + Arrays.toString(text.toCharArray()) + "'" : id;
    }

    private static Object textOrNull(Random random) {
        return random.nextInt(8) == 0 ? null : text(random);
    }

    private static Object text(Random random) {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(random.nextInt(10) == 0 ? 60 : 5);
        for (int i = 0; i < length; i++) {
            text.append(LETTERS[random.nextInt(LETTERS.length)]);
        }
        return text.toString();
    }

    private interface Shape {
        Object draw(Random random);
    }
}
