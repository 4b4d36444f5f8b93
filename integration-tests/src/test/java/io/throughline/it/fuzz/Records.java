package io.throughline.it.fuzz;

import io.throughline.protocol.Pipeline.EntryRecords;
import io.throughline.protocol.Read;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** What a reader makes of any two records: the first byte is the stripe's length. */
public final class Records {

    static final long SHAPE = 7;
    static final long AS_OF = 1_700_000_000_000_000L;

    private static final int STRIPE_HEAD = 18;
    private static final int CLOSER = 24;

    private Records() {}

    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length == 0) {
            return;
        }
        int split = Math.min(input.length, 1 + (input[0] & 0xff));
        byte[] stripe = Arrays.copyOfRange(input, 1, split);
        byte[] entry = Arrays.copyOfRange(input, split, input.length);
        Read[] read = new Read[1];
        Allocation.bound(input.length, () -> read[0] = Read.of(new EntryRecords(stripe, entry), AS_OF, SHAPE));
        if (read[0].miss() == null) {
            mayBeBelieved(stripe, ByteBuffer.wrap(entry), read[0]);
        } else if (read[0].body() != null) {
            throw new AssertionError("A miss with a body");
        }
    }

    /** By the letter of records.lua, not by the code under test. */
    private static void mayBeBelieved(byte[] stripe, ByteBuffer entry, Read read) {
        long born = ByteBuffer.wrap(stripe).getLong(2);
        for (int at = STRIPE_HEAD; at + CLOSER <= stripe.length; at += CLOSER) {
            born = Math.max(born, ByteBuffer.wrap(stripe).getLong(at + 16));
        }
        long stamp = entry.getLong(2);
        boolean item = entry.get(0) == 'I' && entry.get(1) == 1;
        boolean ofStripe = stripe[0] == 'S' && stripe[1] == 1;
        boolean inTime = born >= 0 && born <= stamp && stamp < AS_OF && stamp == read.stamp();
        int body = 20 + (entry.get(19) & 0xff);
        if (!item
                || !ofStripe
                || !inTime
                || entry.getLong(10) != SHAPE
                || read.body().position() != body) {
            throw new AssertionError("A hit that is none: " + read);
        }
    }
}
