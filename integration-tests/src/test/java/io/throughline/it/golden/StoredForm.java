package io.throughline.it.golden;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.throughline.it.format.FormatReader;
import java.util.Arrays;
import java.util.HexFormat;

/** A record without what differs each time: times, tokens, nonces, the ids of nodes, servers' runs. docs/format.md says where they are. */
final class StoredForm {

    private static final HexFormat HEX = HexFormat.of();
    private static final int HEAD = 2;
    private static final int TIME = 8;
    private static final int TOKEN = 16;
    private static final int END_OF_STAMP = HEAD + TIME;
    private static final int SHAPE = 8;
    private static final int KEY_OF_A_SEAL = 4;
    private static final int TIME_OF_A_SEAL = 12;

    private StoredForm() {}

    /** For people. */
    static String what(String key, byte[] bytes) {
        String entry = key.substring(key.indexOf('}') + 1);
        if (key.endsWith("{%fences}")) {
            return "the fences of a region's stripes";
        }
        return switch (new String(bytes, 0, 1, ISO_8859_1)) {
            case "S" -> "the record of a region or a table";
            case "F" -> "the record of a region that has fences beside it";
            case "L" -> "a lock";
            default -> {
                if (entry.contains("%?")) {
                    yield "a query's result";
                }
                yield key.contains("%23%23NaturalId") || key.contains("##NaturalId") ? "a natural id" : "a state";
            }
        };
    }

    static String of(String key, byte[] bytes) {
        if (key.endsWith("{%fences}")) {
            // which stripes have been changed
            StringBuilder changed = new StringBuilder("fences of " + bytes.length / TIME + ":");
            for (int i = 0; i < bytes.length; i += TIME) {
                if (!Arrays.equals(bytes, i, i + TIME, new byte[TIME], 0, TIME)) {
                    changed.append(' ').append(i / TIME);
                }
            }
            return changed.toString();
        }
        String head = new String(bytes, 0, 1, ISO_8859_1) + bytes[1] + " ";
        return switch (bytes[0]) {
            case 'S', 'F' -> head + "born fence" + tokens(bytes, HEAD + 2 * TIME);
            case 'L' -> head + "concurrent " + bytes[HEAD] + " since" + tokens(bytes, HEAD + 1 + TIME);
            case 'I' -> head + "stamp " + item(key, bytes);
            default -> head + HEX.formatHex(bytes);
        };
    }

    private static String tokens(byte[] bytes, int from) {
        return " token limit".repeat((bytes.length - from) / (TOKEN + TIME)) + " "
                + (bytes.length - from) % (TOKEN + TIME);
    }

    private static String item(String key, byte[] bytes) {
        int versionAt = END_OF_STAMP + SHAPE + 1;
        int bodyAt = versionAt + 1 + (bytes[versionAt] & 0xff);
        String versioned = HEX.formatHex(bytes, END_OF_STAMP, bodyAt);
        if (!Contents.isSealed(key)) {
            return versioned + " " + HEX.formatHex(bytes, bodyAt, bytes.length);
        }
        byte[] text = FormatReader.unseal(bytes, key, Contents.secret());
        return versioned + " sealed " + HEX.formatHex(bytes, bodyAt, bodyAt + 1 + KEY_OF_A_SEAL) + " nonce since span "
                + HEX.formatHex(text, TIME_OF_A_SEAL, text.length);
    }

    static String ofField(String key, String field, String value) {
        if (GoldenFile.isIdentity(key)) {
            return field + " " + value.replaceAll("[0-9a-f]{40}", "run");
        }
        // the registry of near caches: nodes are named by 16 hexadecimal digits
        return masked(field) + " " + masked(value);
    }

    private static String masked(String text) {
        return text.replaceAll("[0-9a-f]{16,}", "id");
    }
}
