package io.throughline.protocol;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * A part of the {@link Program} in Lua: an operation of the protocol, or what all of them share.
 *
 * @param name an operation's name in PROTOCOL.md, in lower case
 * @param text the text of its file
 */
public record Script(String name, String text) {

    /** The script that ships with this release under {@code name}. */
    public static Script named(String name) {
        String file = name + ".lua";
        try (InputStream in = Script.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalArgumentException("No script " + file + " beside " + Script.class.getName());
            }
            return new Script(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
