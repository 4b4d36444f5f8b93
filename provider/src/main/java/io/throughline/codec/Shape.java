package io.throughline.codec;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/**
 * What an item's body consists of: a hash of all mapped attributes and their types, and the classes that the mapping names, in the order of their
 * ids. Two releases of an application with different mappings have different shapes, and neither reads the other's items.
 *
 * @param hash eight bytes of a SHA-256
 * @param types the mapping's own classes, sorted by name
 */
record Shape(long hash, List<Class<?>> types) {

    /** Changes with the format of bodies. */
    private static final String FORMAT = "throughline body 2\n";

    static Shape of(String description, List<Class<?>> types) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest((FORMAT + description).getBytes(StandardCharsets.UTF_8));
            return new Shape(ByteBuffer.wrap(digest).getLong(), List.copyOf(types));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
