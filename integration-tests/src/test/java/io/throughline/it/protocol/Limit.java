package io.throughline.it.protocol;

import io.throughline.protocol.EntryAddress;
import io.throughline.protocol.Operations;
import io.throughline.protocol.RegionAddress;
import io.throughline.protocol.Scripts;
import io.throughline.protocol.Token;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A token with its time limit: a lock's holder or a stripe's closer.
 *
 * @param token in hexadecimal
 * @param at microseconds of the server's clock
 */
record Limit(String token, long at) {

    private static final int TOKEN_LENGTH = 16;
    private static final EntryAddress ANY = new RegionAddress("any", "any", 1, false, false).entry("1");

    static Limit of(Token token, long at) {
        return new Limit(name(token), at);
    }

    /** A token shows its bytes in calls only. */
    static String name(Token token) {
        byte[] bytes = new Operations(Scripts.shipped(), 1)
                .lock(ANY, token, 0)
                .arguments()
                .get(1);
        return HexFormat.of().formatHex(bytes);
    }

    /** All that remain in the record. */
    static List<Limit> readAll(ByteBuffer record) {
        List<Limit> limits = new ArrayList<>();
        while (record.hasRemaining()) {
            byte[] token = new byte[TOKEN_LENGTH];
            record.get(token);
            limits.add(new Limit(HexFormat.of().formatHex(token), record.getLong()));
        }
        return limits;
    }

    static byte[] write(List<Limit> limits) {
        ByteBuffer raw = ByteBuffer.allocate(limits.size() * (TOKEN_LENGTH + Long.BYTES));
        limits.forEach(limit -> raw.put(HexFormat.of().parseHex(limit.token)).putLong(limit.at));
        return raw.array();
    }
}
