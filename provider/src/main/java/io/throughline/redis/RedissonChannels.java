package io.throughline.redis;

import io.throughline.protocol.Channels;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.redisson.api.RTopic;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.ByteArrayCodec;

/** Uses the client's topics, which subscribe again after a connection has broken. In a cluster, a message goes to all servers. */
public final class RedissonChannels implements Channels {

    private final RedissonClient client;
    private final Topology topology;

    public RedissonChannels(RedissonClient client, Masters masters) {
        this.client = client;
        this.topology = masters.topology();
    }

    private RTopic topic(String channel) {
        return client.getTopic(channel, ByteArrayCodec.INSTANCE);
    }

    @Override
    public CompletionStage<Subscription> subscribe(String channel, Consumer<byte[]> listener) {
        RTopic topic = topic(channel);
        return started(() -> topic.addListenerAsync(byte[].class, (ignored, message) -> listener.accept(message)))
                .thenApply(id -> () -> started(() -> topic.removeListenerAsync(id)));
    }

    @Override
    public CompletionStage<Void> publish(String channel, byte[] message) {
        return started(() -> topic(channel).publishAsync(message)).thenAccept(listeners -> {});
    }

    @Override
    public String onServer(String channel) {
        return topology.mapped(channel);
    }

    /** Begins the work. An exception that the client throws becomes a failed stage, as if the stage had failed. */
    private static <T> CompletableFuture<T> started(Supplier<? extends CompletionStage<T>> work) {
        CompletableFuture<T> begun;
        try {
            begun = work.get().toCompletableFuture();
        } catch (RuntimeException e) {
            begun = CompletableFuture.failedFuture(e);
        }
        return begun.handle((value, failure) -> failure == null
                        ? CompletableFuture.completedFuture(value)
                        : CompletableFuture.<T>failedFuture(failed(failure)))
                .thenCompose(stage -> stage);
    }

    private static Throwable failed(@Nullable Throwable failure) {
        Throwable why = failure != null && failure.getCause() != null ? failure.getCause() : failure;
        return why != null && Failures.isAnswer(why) ? Failures.refused(why) : Failures.unavailable(why);
    }
}
