package io.throughline.metrics;

/**
 * Background work that must run again, whatever it ends with. An executor never again runs a periodic task that has thrown, even if it was an {@link
 * OutOfMemoryError} from which the application has long recovered. What is thrown is logged.
 */
public final class Undeterred {

    private Undeterred() {}

    /**
     * @param what what the log message says has failed: "a heartbeat"
     * @return runs the work, and never throws
     */
    public static Runnable of(String what, Runnable work) {
        return () -> {
            try {
                work.run();
            } catch (Throwable thrown) { // whatever it is, the work must run again
                say(what, thrown);
            }
        };
    }

    private static void say(String what, Throwable thrown) {
        try {
            CacheMessages.LOG.backgroundWorkFailed(what, thrown);
        } catch (Throwable notEvenThat) {
            // no memory to log it: the work goes on all the same
        }
    }
}
