package io.throughline.config;

import java.util.List;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** 256-bit keys, in the order in which they were given; empty if the setting is not set. Their text says how many there are, and nothing else. */
public final class SecretKeys {

    /** In bytes. */
    static final int LENGTH = 32;

    private static final String ALGORITHM = "AES"; // a MAC made with these keys ignores it

    private final List<SecretKey> keys;

    private SecretKeys(List<SecretKey> keys) {
        this.keys = keys;
    }

    /** No keys: the setting is not set. */
    static SecretKeys none() {
        return new SecretKeys(List.of());
    }

    /** @param keys of 32 bytes each; copied */
    static SecretKeys of(List<byte[]> keys) {
        return new SecretKeys(keys.stream()
                .map(key -> (SecretKey) new SecretKeySpec(key, ALGORITHM))
                .toList());
    }

    /** The keys themselves: for a cipher or a MAC, never for a text. */
    public List<SecretKey> keys() {
        return keys;
    }

    public boolean isEmpty() {
        return keys.isEmpty();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SecretKeys that && keys.equals(that.keys);
    }

    /** The number of keys: a hash made from the keys would reveal something about them. */
    @Override
    public int hashCode() {
        return keys.size();
    }

    @Override
    public String toString() {
        return keys.size() == 1 ? "1 key" : keys.size() + " keys";
    }
}
