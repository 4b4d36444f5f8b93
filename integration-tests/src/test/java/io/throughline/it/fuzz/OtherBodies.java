package io.throughline.it.fuzz;

import io.throughline.codec.EntryCodec;
import java.util.Arrays;

/** Bodies of collections and natural ids; the first byte says which. */
public final class OtherBodies {

    private OtherBodies() {}

    /** Hibernate's start is no input's time. */
    public static void fuzzerInitialize() {
        FuzzedMapping.start();
    }

    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length == 0) {
            return;
        }
        int which = Math.floorMod(input[0], FuzzedMapping.COLLECTIONS.size() + 1);
        EntryCodec codec = which == 0 ? FuzzedMapping.NATURAL_IDS : FuzzedMapping.COLLECTIONS.get(which - 1);
        Bodies.tryAll(codec, Arrays.copyOfRange(input, 1, input.length));
    }
}
