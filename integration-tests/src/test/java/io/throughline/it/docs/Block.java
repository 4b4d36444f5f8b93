package io.throughline.it.docs;

import java.util.List;
import java.util.stream.Stream;

/**
 * A block of code of a page.
 *
 * @param place page and line
 * @param info what follows the opening fence: the language, and for texts what kind of text it is; empty for an indented block
 */
record Block(String place, String info, String text) {

    String language() {
        return words().isEmpty() ? "" : words().get(0);
    }

    /** The second word; empty: none. */
    String kind() {
        return words().size() < 2 ? "" : words().get(1);
    }

    List<String> words() {
        return Stream.of(info.split("\\s+")).filter(word -> !word.isEmpty()).toList();
    }

    /** Those that are not empty. */
    List<String> lines() {
        return text.lines().filter(line -> !line.isBlank()).toList();
    }
}
