package io.throughline.metrics;

/**
 * Work in the background that has to come again, whatever it ends with: an executor never runs a periodic task again that has thrown, be it an {@link
 * OutOfMemoryError} of which the application has long recovered. What is thrown is said.
 */
public final class Undeterred {

    private Undeterred() {}

    /**
     * @param what of a sentence: "a heartbeat"
     * @return runs the work, and never throws
     */
    public static Runnable of(String what, Runnable work) {
        return () -> {
            try {
                work.run();
            } catch (Throwable thrown) { // whatever it is, the next one has to come
                say(what, thrown);
            }
        };
    }

    private static void say(String what, Throwable thrown) {
        try {
            CacheMessages.LOG.backgroundWorkFailed(what, thrown);
        } catch (Throwable notEvenThat) {
            // no memory for words: the work goes on all the same
        }
    }
}
