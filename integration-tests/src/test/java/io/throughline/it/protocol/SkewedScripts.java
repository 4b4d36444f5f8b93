package io.throughline.it.protocol;

import io.throughline.protocol.Scripts;

/** The shipped scripts, on a server whose clock shows another time. */
public final class SkewedScripts {

    private SkewedScripts() {}

    /** @param seconds that the clock is behind */
    public static Scripts behind(long seconds) {
        return Altered.shipped()
                .inRecords(
                        "tonumber(t[1]) * 1000000 + tonumber(t[2])",
                        "(tonumber(t[1]) - " + seconds + ") * 1000000 + tonumber(t[2])")
                .scripts();
    }
}
