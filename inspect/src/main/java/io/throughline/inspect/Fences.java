package io.throughline.inspect;

import java.nio.ByteBuffer;

/** The fences beside a region's record: eight bytes for each stripe. */
final class Fences {

    private Fences() {}

    /**
     * @param stripe the stripe's number
     * @return its fence; 0 if it has none
     */
    static long of(byte[] fences, String stripe) {
        int at = Integer.parseInt(stripe) * Long.BYTES;
        return fences.length < at + Long.BYTES ? 0 : ByteBuffer.wrap(fences).getLong(at);
    }

    /** The newest fence of all stripes; 0 if there is none. */
    static long newest(byte[] fences) {
        long newest = 0;
        for (int at = 0; at + Long.BYTES <= fences.length; at += Long.BYTES) {
            newest = Math.max(newest, ByteBuffer.wrap(fences).getLong(at));
        }
        return newest;
    }
}
