package io.throughline.protocol;

import java.util.List;
import java.util.Set;

/**
 * One operation, ready to be sent.
 *
 * @param script the script that runs
 * @param keys its KEYS
 * @param arguments its ARGV
 */
public record Call(Script script, List<String> keys, List<byte[]> arguments) {

    private static final String PUT = "put";
    private static final Set<String> DISPENSABLE = Set.of(PUT, "touch", "make", "sweep", "join", "renew", "leave");

    /** Whether it may be left out without anybody being shown an old state, because it removes nothing. */
    public boolean isDispensable() {
        return DISPENSABLE.contains(script.name());
    }

    /** Whether a server whose memory is full may refuse it without harm. Operations that lock or remove something must never be refused. */
    boolean mayBeRefusedByMemory() {
        return PUT.equals(script.name());
    }
}
