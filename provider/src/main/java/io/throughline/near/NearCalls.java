package io.throughline.near;

import io.throughline.metrics.CacheMessages;
import io.throughline.metrics.NearActivity;
import io.throughline.protocol.Call;
import io.throughline.protocol.Channels;
import io.throughline.protocol.NearAddress;
import io.throughline.protocol.Operations;
import io.throughline.protocol.Pipeline;
import io.throughline.protocol.RedisRefusedException;
import io.throughline.protocol.RedisUnavailableException;
import io.throughline.protocol.RegistryLooks;
import io.throughline.protocol.Reply;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The writer's side: calls the members that keep near what changes, and waits for their words. Every node does this, whether or not it has a near cache.
 *
 * <p>Safe for all threads.
 */
public final class NearCalls implements RegistryLooks {

    private static final char MEMBER = 'M';

    private final String node;
    private final NearAddress address;
    private final Operations operations;
    private final Pipeline pipeline;
    private final Channels channels;
    private final Duration commandTimeout;
    private final NearActivity activity;
    private final Waits waits;
    private final Looks looks;
    private final Words words = new Words();
    private final Supplier<String> ownMember;
    private @Nullable CompletableFuture<Channels.Subscription> hearing;

    /** @param ownMember the node's own member id, empty if it has none: the node itself drops what it changes */
    NearCalls(
            String node,
            NearAddress address,
            Operations operations,
            Pipeline pipeline,
            Channels channels,
            Duration commandTimeout,
            NearTimes times,
            NearActivity activity,
            Supplier<String> ownMember,
            Waits waits) {
        this.node = node;
        this.address = address;
        this.operations = operations;
        this.pipeline = pipeline;
        this.channels = channels;
        this.commandTimeout = commandTimeout;
        this.activity = activity;
        this.looks = new Looks(times);
        this.ownMember = ownMember;
        this.waits = waits;
    }

    /** Whether there is nobody to be called. */
    public boolean isNobodyNear() {
        return looks.foundNobody(waits.nanos());
    }

    /**
     * A call that is to be sent with other operations.
     *
     * @param deadline microseconds of the servers' clocks, until which the locks may still be executed; 0: they will have been executed before the
     *     call
     * @return {@code null} if there is nobody to be called
     */
    public @Nullable Calling calling(Named named, long deadline) {
        if (named.isEmpty() || isNobodyNear()) {
            return null;
        }
        listening().join(); // ends in time, whatever its outcome
        return new Calling(named, deadline);
    }

    /** Calls, and waits for the words, off this thread. Fails with {@link RedisUnavailableException} if home does not answer. */
    CompletionStage<Void> call(Named named) {
        return named.isEmpty() || isNobodyNear()
                ? CompletableFuture.completedFuture(null)
                : attempt(named).exceptionallyCompose(unreachable -> attempt(named)); // once more: see near.md
    }

    private CompletionStage<Void> attempt(Named named) {
        return listening().thenCompose(ignored -> send(named));
    }

    private CompletionStage<Void> send(Named named) {
        Calling calling = new Calling(named, 0);
        return pipeline.send(List.of(calling.call()))
                .handle((replies, failure) -> {
                    if (failure == null) {
                        calling.answered(replies.get(0));
                    }
                    return calling.words();
                })
                .thenCompose(given -> given);
    }

    /**
     * Completes when this node hears words, if there are known members. It completes after the time that a command may take at the latest: members
     * whose words it cannot hear will then be expelled.
     */
    private CompletableFuture<Void> listening() {
        return looks.foundSomebody()
                ? waits.atMost(commandTimeout, hear().handle((subscription, failure) -> null))
                : CompletableFuture.completedFuture(null);
    }

    @Override
    public void looked(@Nullable Object contact, long sentAt, String nonce, boolean foundSomebody) {
        looks.looked(contact, sentAt, waits.nanos(), nonce, foundSomebody);
        if (foundSomebody) {
            hear();
        }
    }

    @Override
    public void failed() {
        looks.failed(waits.nanos());
    }

    /** The registry's nonce, which comes first in the replies of JOIN and CALL. */
    static String nonce(Reply reply) {
        return text(reply.list().get(0));
    }

    private static String text(Object bytes) {
        return new String((byte[]) bytes, StandardCharsets.US_ASCII);
    }

    /** Subscribes to words. If that has failed before, it is tried again. */
    synchronized CompletableFuture<Channels.Subscription> hear() {
        CompletableFuture<Channels.Subscription> begun = hearing;
        if (begun == null || begun.isCompletedExceptionally()) {
            requireRights();
            begun = channels.subscribe(address.wordsChannel(node), this::heard).toCompletableFuture();
            hearing = begun;
        }
        return begun;
    }

    /** Publishes a message to find out, because the client does not report that a subscription was refused. */
    private void requireRights() {
        channels.publish(address.wordsChannel(node), Message.hello(node)).whenComplete((ignored, failure) -> {
            Throwable why = failure instanceof CompletionException ? failure.getCause() : failure;
            if (why instanceof RedisRefusedException) {
                CacheMessages.LOG.mayNotListen(String.valueOf(why.getMessage()));
            }
        });
    }

    private void heard(byte[] bytes) {
        try {
            Message message = Message.of(bytes);
            if (message.is(Message.WORD)) {
                words.given(message.id(), message.number());
            }
        } catch (IllegalArgumentException e) {
            CacheMessages.LOG.failed("a word of a member of the near cache", e.getMessage());
        }
    }

    synchronized void close() {
        if (hearing != null) {
            hearing.thenAccept(Channels.Subscription::close);
        }
    }

    /**
     * Waits, however often the thread is interrupted: a commit that did not wait would go on without the words.
     *
     * @return why it has failed, {@code null} if it has not
     */
    static @Nullable String wait(CompletionStage<Void> given) {
        try {
            given.toCompletableFuture().join();
            return null;
        } catch (CompletionException e) {
            return String.valueOf(e.getCause().getMessage());
        }
    }

    /** One call. It belongs to one thread until it has been answered. */
    public final class Calling {

        private final Words.Awaited awaited = words.expect();
        private final Call call;
        private final @Nullable Object contact = pipeline.contact(address.registryKey());
        private final long sentAt = waits.nanos();
        /** Otherwise, members that are named hold nothing yet, and this node need not wait for them. */
        private final boolean waitsForWords = !looks.foundNobodyLately(sentAt);

        private @Nullable Reply reply;
        private long answeredAt;
        private long unknownUntil;

        private Calling(Named named, long deadline) {
            call = operations.call(
                    address,
                    ownMember.get(),
                    channels.onServer(address.callsChannel()),
                    Message.call(node, awaited.number(), deadline, named),
                    named.regions());
        }

        /** The call, to be sent. */
        public Call call() {
            return call;
        }

        /** The reply to the call has come. */
        public void answered(Reply answer) {
            if (answer.failure() == null) {
                answeredAt = waits.nanos();
                List<?> found = answer.list();
                for (int i = 1; i < found.size(); i += 2) {
                    looks.leaseIs(leaseNanos(found, i));
                }
                Object now = pipeline.contact(address.registryKey());
                String nonce = nonce(answer);
                unknownUntil = looks.looked(now == contact ? now : null, sentAt, answeredAt, nonce, !nonce.isEmpty());
            }
            reply = answer;
        }

        /**
         * Completes when nobody answers what was named from a near cache any more.
         *
         * @return fails with {@link RedisUnavailableException} if home has not answered; it does so after the leases of the members that are cut off
         *     with this node have run out
         */
        public CompletableFuture<Void> words() {
            Reply answer = reply;
            if (answer == null || answer.failure() != null) {
                awaited.forget();
                return unreachable(answer == null ? null : answer.failure());
            }
            List<?> found = answer.list();
            List<String> members = new ArrayList<>();
            List<String> expelled = new ArrayList<>();
            long leases = 0;
            for (int i = 1; i < found.size(); i += 2) {
                if (((byte[]) found.get(i + 1))[0] != MEMBER) {
                    expelled.add(text(found.get(i)));
                    leases = Math.max(leases, leaseNanos(found, i));
                } else if (waitsForWords) {
                    members.add(text(found.get(i)));
                }
            }
            CompletableFuture<Void> all = waits.until(unknownUntil);
            if (!expelled.isEmpty()) {
                all = both(all, waits.until(answeredAt + leases).thenRun(() -> forget(expelled)));
            }
            if (!members.isEmpty()) {
                activity.called();
                all = both(all, ofMembers(members));
            } else {
                awaited.forget();
            }
            return all;
        }

        private CompletableFuture<Void> ofMembers(List<String> members) {
            long begun = waits.nanos();
            return waits.atMost(commandTimeout, awaited.of(members))
                    .thenCompose(ignored -> {
                        Set<String> missing = awaited.missing();
                        awaited.forget();
                        return missing.isEmpty() ? CompletableFuture.completedFuture(null) : expel(missing);
                    })
                    .whenComplete((ignored, failure) -> activity.waitedForWords(waits.nanos() - begun));
        }

        /** @return why it failed; {@code null} if it was answered and all members have given their words */
        public @Nullable String await() {
            return NearCalls.wait(words());
        }
    }

    private CompletableFuture<Void> expel(Set<String> members) {
        return pipeline.send(List.of(operations.expel(address, members)))
                .handle((replies, failure) -> {
                    Throwable why = failure != null ? failure : replies.get(0).failure();
                    if (why != null) {
                        return unreachable(why);
                    }
                    activity.expelled(members.size());
                    CacheMessages.LOG.expelled(commandTimeout.toMillis(), members);
                    return waits.until(waits.nanos() + looks.longestLease())
                            .thenRun(() -> forget(List.copyOf(members)));
                })
                .thenCompose(over -> over)
                .toCompletableFuture();
    }

    /** A lease after members were expelled, nobody need be told of them any more. */
    private void forget(List<String> members) {
        pipeline.send(List.of(operations.leave(address, members, true)));
    }

    /** Home has not answered this node, but nobody knows since when: other members may have renewed their leases until now. */
    private CompletableFuture<Void> unreachable(@Nullable Throwable why) {
        String message = why == null ? "no answer" : String.valueOf(why.getMessage());
        return waits.until(looks.failed(waits.nanos()))
                .thenCompose(over -> CompletableFuture.failedFuture(new RedisUnavailableException(
                        "the registry of the near caches could not be reached: " + message, why)));
    }

    private static long leaseNanos(List<?> found, int at) {
        String state = text(found.get(at + 1));
        return TimeUnit.MILLISECONDS.toNanos(Long.parseLong(state.substring(1)));
    }

    private static CompletableFuture<Void> both(CompletableFuture<Void> one, CompletableFuture<Void> other) {
        return CompletableFuture.allOf(one, other);
    }
}
