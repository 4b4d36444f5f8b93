package io.throughline.protocol;

import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * Messages through Redis's publish and subscribe. Those who listen at the moment hear them; the sender does not learn whether anybody did.
 *
 * <p>Safe for all threads.
 */
public interface Channels {

    /**
     * Listens once the stage is complete. Resumes by itself after a connection has broken, without the messages sent meanwhile.
     *
     * @param listener called on a thread of the client: it must not wait
     * @return fails with a {@link RedisUnavailableException}, or with a {@link RedisRefusedException} if the Redis user is not allowed to listen
     */
    CompletionStage<Subscription> subscribe(String channel, Consumer<byte[]> listener);

    /** Sends a message; fails as {@link #subscribe} does. */
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
