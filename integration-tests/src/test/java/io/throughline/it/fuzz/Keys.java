package io.throughline.it.fuzz;

import io.throughline.codec.KeyText;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Texts as names and ids: what was encoded can be told from the key, so no two texts share a key. */
public final class Keys {

    private static final int LONGEST = 128;

    private Keys() {}

    public static void fuzzerTestOneInput(byte[] input) {
        // two bytes a character: half surrogate pairs come by as well
        StringBuilder text = new StringBuilder();
        ByteBuffer chars = ByteBuffer.wrap(input);
        while (chars.remaining() >= Character.BYTES) {
            text.append(chars.getChar());
        }
        String name = text.toString();
        inAscii(KeyText.name(name));
        same(name, decoded(KeyText.name(name)));
        String id = KeyText.id(name);
        inAscii(id);
        if (id.length() > LONGEST) {
            throw new AssertionError("Too long: " + id);
        }
        int middle = name.length() / 2;
        Object[] parts = {name.substring(0, middle), null, name.substring(middle)};
        String composite = KeyText.id(parts);
        inAscii(composite);
        if (!composite.startsWith("%#")) {
            String[] encoded = composite.split(",", -1);
            if (encoded.length != parts.length || !encoded[1].equals("%-")) {
                throw new AssertionError("Other parts: " + composite);
            }
            same((String) parts[0], decoded(encoded[0]));
            same((String) parts[2], decoded(encoded[2]));
        }
    }

    private static void same(String text, String decoded) {
        if (!text.equals(decoded)) {
            throw new AssertionError("It became another text: " + decoded);
        }
    }

    private static void inAscii(String key) {
        for (int i = 0; i < key.length(); i++) {
            char c = key.charAt(i);
            if (c <= ' ' || c >= 0x7f || c == '{' || c == '}' || c == ':') {
                throw new AssertionError("No character of a key: " + (int) c);
            }
        }
    }

    private static String decoded(String key) {
        StringBuilder text = new StringBuilder();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < key.length(); i++) {
            boolean escape = key.charAt(i) == '%';
            boolean surrogate = escape && key.charAt(i + 1) == 'u';
            if (escape && !surrogate) {
                bytes.write(Integer.parseInt(key.substring(i + 1, i + 3), 16));
                i += 2;
                continue;
            }
            text.append(bytes.toString(StandardCharsets.UTF_8));
            bytes.reset();
            text.append(surrogate ? (char) Integer.parseInt(key.substring(i + 2, i + 6), 16) : key.charAt(i));
            i += surrogate ? 5 : 0;
        }
        return text.append(bytes.toString(StandardCharsets.UTF_8)).toString();
    }
}
