package io.throughline.protocol;

import java.util.List;

/**
 * One operation, ready to be sent.
 *
 * @param script what runs
 * @param keys its KEYS
 * @param arguments its ARGV
 */
public record Call(Script script, List<String> keys, List<byte[]> arguments) {

    private static final String PUT = "put";

    /** Whether nothing is lost if a server whose memory is full refuses it; what locks or takes away never is. */
    boolean mayBeRefusedByMemory() {
        return PUT.equals(script.name());
    }
}
