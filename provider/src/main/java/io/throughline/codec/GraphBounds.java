package io.throughline.codec;

import io.throughline.codec.UndecodableException.Reason;
import java.util.Arrays;
import java.util.Collection;

/**
 * Limits what a body may make of its bytes. Two kinds of bytes would otherwise cost far too much:
 *
 * <ul>
 *   <li>Lengths: a list of nulls takes as few bytes as an empty one, so elements are counted over the whole body.
 *   <li>Keys of hash tables: keys with the same hash code are compared one by one, and nested sets square that at each level. So only a few keys may
 *       have the same hash code, and a key may not contain a set or map. A URL asks the network for its hash code, and cannot be a key at all.
 * </ul>
 *
 * Writing has the same limits as reading, so what was written can be read. Belongs to one encoder, which one thread uses at a time.
 */
final class GraphBounds {

    private static final int ELEMENTS_A_BYTE = 8;
    private static final int ELEMENTS_IN_ANY_BODY = 1024;
    private static final int KEYS_OF_ONE_HASH = 64;

    private long elements;
    private long mostElements;
    private int keyDepth;

    /** A body of this many bytes begins. */
    void reading(long bytes) {
        begin(most(bytes));
    }

    /** A body begins whose size is not known yet; {@link #written} checks it. */
    void writing() {
        begin(Long.MAX_VALUE);
    }

    private void begin(long most) {
        elements = 0;
        mostElements = most;
        keyDepth = 0;
    }

    void written(long bytes) {
        if (!fit(bytes)) {
            throw new NotCacheableException(
                    "it has " + elements + " elements, most of them empty, in only " + bytes + " bytes");
        }
    }

    /** Whether a body of this many bytes may hold what has been written. */
    boolean fit(long bytes) {
        return elements <= most(bytes);
    }

    private static long most(long bytes) {
        return ELEMENTS_A_BYTE * bytes + ELEMENTS_IN_ANY_BODY;
    }

    /** An array, a collection or a map of this many elements follows. */
    void claim(int length) {
        if (length < 0 || length > mostElements - elements) {
            throw new UndecodableException(Reason.TOO_LARGE);
        }
        elements += length;
    }

    /** What follows is a key, until {@link #leaveKey}. */
    void enterKey() {
        keyDepth++;
    }

    void leaveKey() {
        keyDepth--;
    }

    boolean isWithinKey() {
        return keyDepth > 0;
    }

    /** Something follows that must not be within a key. */
    void refuseWithinKey() {
        if (isWithinKey()) {
            throw new UndecodableException(Reason.COSTLY_KEY);
        }
    }

    /** To be called before the keys go into a hash table. */
    static void refuseManyOfOneHash(Collection<?> keys) {
        if (keys.size() <= KEYS_OF_ONE_HASH) {
            return;
        }
        int[] hashes =
                keys.stream().mapToInt(key -> key == null ? 0 : key.hashCode()).toArray();
        Arrays.sort(hashes);
        for (int i = KEYS_OF_ONE_HASH; i < hashes.length; i++) {
            if (hashes[i] == hashes[i - KEYS_OF_ONE_HASH]) {
                throw new UndecodableException(Reason.COSTLY_KEY);
            }
        }
    }
}
