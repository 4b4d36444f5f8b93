package io.throughline.it.docs;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The layout of a record, as docs/format.md describes it: {@code 'S'} and {@code 1} are bytes, {@code name:8} takes eight, {@code name:length} takes
 * as many as the field length says, and a name alone takes the rest. What is in braces may occur any number of times.
 */
record RecordLayout(List<String> once, List<String> repeated) {

    private static final Pattern REPEATED = Pattern.compile("\\{(.*)}[*+]");

    static RecordLayout of(String text) {
        String line = text.strip();
        Matcher repeated = REPEATED.matcher(line);
        return repeated.find()
                ? new RecordLayout(words(line.substring(0, repeated.start())), words(repeated.group(1)))
                : new RecordLayout(words(line), List.of());
    }

    private static List<String> words(String text) {
        return Stream.of(text.strip().split("\\s+")).toList();
    }

    /** @throws AssertionError if bytes are missing, left, or others than the layout says */
    void read(byte[] record) {
        ByteBuffer in = ByteBuffer.wrap(record);
        Map<String, Integer> lengths = new HashMap<>();
        once.forEach(field -> read(field, in, lengths));
        while (in.hasRemaining() && !repeated.isEmpty()) {
            repeated.forEach(field -> read(field, in, lengths));
        }
        if (in.hasRemaining()) {
            throw new AssertionError(in.remaining() + " bytes more than " + this);
        }
    }

    private static void read(String field, ByteBuffer in, Map<String, Integer> lengths) {
        if (field.matches("'.'|\\d+")) {
            int expected = field.startsWith("'") ? field.charAt(1) : Integer.parseInt(field);
            if (in.get() != expected) {
                throw new AssertionError(field + " is not what the record has at " + (in.position() - 1));
            }
            return;
        }
        String[] nameAndWidth = field.split(":");
        int width = nameAndWidth.length == 1
                ? in.remaining()
                : nameAndWidth[1].matches("\\d+") ? Integer.parseInt(nameAndWidth[1]) : lengths.get(nameAndWidth[1]);
        if (in.remaining() < width) {
            throw new AssertionError("The record ends within " + field);
        }
        lengths.put(nameAndWidth[0], width == 1 ? (int) in.get(in.position()) : width);
        in.position(in.position() + width);
    }
}
