package io.throughline.protocol;

import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * Messages by Redis's publish and subscribe: whoever listens at the moment hears them, and nobody learns whether somebody did.
 *
 * <p>Safe for all threads.
 */
public interface Channels {

    /**
     * Listens from when the stage is complete; goes on by itself after a connection has broken, without what was said meanwhile.
     *
     * @param listener called on a thread of the client's: must not wait
     * @return fails with a {@link RedisUnavailableException}, or with a {@link RedisRefusedException} if the user may not
     */
    CompletionStage<Subscription> subscribe(String channel, Consumer<byte[]> listener);

    /** Says something; fails as {@link #subscribe} does. */
    CompletionStage<Void> publish(String channel, byte[] message);

    /** The channel as the server knows it. */
    String onServer(String channel);

    /** Ends with {@link #close}. */
    interface Subscription extends AutoCloseable {

        /** Does not wait. */
        @Override
        void close();
    }
}
