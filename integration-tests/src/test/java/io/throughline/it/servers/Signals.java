package io.throughline.it.servers;

import java.io.IOException;

/** Stops a process, and lets it go on. */
public final class Signals {

    private Signals() {}

    /** SIGSTOP. */
    public static void freeze(Process process) {
        send(process, "STOP");
    }

    /** SIGCONT. */
    public static void thaw(Process process) {
        send(process, "CONT");
    }

    private static void send(Process process, String signal) {
        try {
            int code = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
            if (code != 0) {
                throw new IllegalStateException("kill -" + signal + " says " + code);
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
