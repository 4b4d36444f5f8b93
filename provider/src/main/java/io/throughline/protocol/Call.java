package io.throughline.protocol;

import java.util.List;
import java.util.Set;

/**
 * One operation, ready to be sent.
 *
 * @param script what runs
 * @param keys its KEYS
 * @param arguments its ARGV
 */
public record Call(Script script, List<String> keys, List<byte[]> arguments) {

    private static final String PUT = "put";
    private static final Set<String> DISPENSABLE = Set.of(PUT, "touch", "make", "sweep", "join", "renew", "leave");

    /** Whether nobody is given anything old if it never runs: it takes nothing away. */
    public boolean isDispensable() {
        return DISPENSABLE.contains(script.name());
    }

    /** Whether nothing is lost if a server whose memory is full refuses it; what locks or takes away never is. */
    boolean mayBeRefusedByMemory() {
        return PUT.equals(script.name());
    }
}
