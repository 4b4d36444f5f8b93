package io.throughline.it.springboot;

import java.io.IOException;

/** An instance that answers requests. */
interface Shop {

    /**
     * @return the body of its answer
     * @throws RefusedException if it answers with another status than 200
     * @throws IOException if it does not answer
     */
    String get(String path) throws IOException;

    /** As {@link #get}. */
    String post(String path) throws IOException;

    /** Whether it was told to stop. */
    boolean isStopping();

    /** Until it has ended: what it did not answer it does no more. */
    void awaitEnd();

    /** An answer, and not the one that was wanted: no failure of the connection. */
    final class RefusedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        RefusedException(String message) {
            super(message);
        }
    }
}
