package io.throughline.protocol;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * One operation of the protocol as a Lua script: its name, its text with the shared records in front, and the digest under
 * which Redis knows it.
 *
 * @param name what the operation is called in PROTOCOL.md, in lower case
 * @param text what is loaded into Redis
 * @param sha SHA-1 of the text, as EVALSHA wants it
 */
public record Script(String name, String text, String sha) {

    private static final String SHARED = "records";

    /** The script that ships with this release under {@code name}. */
    public static Script named(String name) {
        return of(name, resource(SHARED) + resource(name));
    }

    /** A script of the given text. */
    public static Script of(String name, String text) {
        return new Script(name, text, sha1(text));
    }

    private static String resource(String name) {
        String file = name + ".lua";
        try (InputStream in = Script.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalArgumentException("No script " + file + " beside " + Script.class.getName());
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha1(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-1", e);
        }
    }
}
