package io.throughline.near;

import io.throughline.metrics.CacheMessages;
import io.throughline.metrics.NearActivity;
import io.throughline.metrics.Undeterred;
import io.throughline.protocol.Channels;
import io.throughline.protocol.NearAddress;
import io.throughline.protocol.Operations;
import io.throughline.protocol.Pipeline;
import io.throughline.protocol.Reply;
import io.throughline.protocol.ServerClock;
import io.throughline.protocol.ServerClocks;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * This node as a member. It joins the registry, renews its lease three times while it lasts, hears calls, drops what they name, and gives its word.
 * The node empties its near cache and joins again if its lease runs out, if it was expelled, or if the registry is another one.
 *
 * <p>It joins only when it has heard itself on the channel of calls. A node whose subscription does not work, and which would make every commit wait, is therefore never a member.
 *
 * <p>Safe for all threads. Renews on a thread of its own, which waits for nobody.
 */
final class Membership {

    /** A renewal for each quarter of a lease, which is about a third of what the member counts of it. */
    private static final int RENEWALS = 4;

    /** If it has not heard itself after this many renewals, it subscribes again. */
    private static final int PATIENCE = 5;

    private static final String CONTACT_LOST = "contact with Redis was lost";

    private final NearAddress address;
    private final Operations operations;
    private final Pipeline pipeline;
    private final Channels channels;
    private final ServerClocks clock;
    private final Guard guard;
    private final NearActivity activity;
    private final Duration lease;
    private final Duration commandTimeout;
    private final Supplier<String> ids;
    private final Lease.Clocks clocks;
    private final String node;
    private final long fillsAfterNanos;
    private final Set<String> regions = ConcurrentHashMap.newKeySet();
    /** The ids of this node's former memberships: nobody need wait for their words. */
    private final Set<String> formers = ConcurrentHashMap.newKeySet();

    private final ScheduledExecutorService renewing = Executors.newSingleThreadScheduledExecutor(Membership::thread);
    private final AtomicBoolean asking = new AtomicBoolean();

    private volatile @Nullable Lease current;
    private volatile @Nullable String hello;
    private int waiting;
    private boolean saidJoined;
    private volatile boolean closed;
    private @Nullable CompletableFuture<Channels.Subscription> listening;

    /**
     * @param node this node's id: it does not hear its own calls
     * @param ids makes an id for each membership
     */
    Membership(
            String node,
            NearAddress address,
            Operations operations,
            Pipeline pipeline,
            Channels channels,
            ServerClocks clock,
            Guard guard,
            NearActivity activity,
            NearTimes times,
            Duration commandTimeout,
            Supplier<String> ids,
            Lease.Clocks clocks) {
        this.node = node;
        this.address = address;
        this.operations = operations;
        this.pipeline = pipeline;
        this.channels = channels;
        this.clock = clock;
        this.guard = guard;
        this.activity = activity;
        this.lease = times.lease();
        this.commandTimeout = commandTimeout;
        this.ids = ids;
        this.clocks = clocks;
        this.fillsAfterNanos = times.fillsAfter().toNanos();
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "throughline-near");
        thread.setDaemon(true);
        return thread;
    }

    /** The region is kept near from now on. */
    void keep(String region) {
        if (regions.add(region)) {
            Lease joined = current;
            if (joined != null) { // a query has named it
                renewing.execute(Undeterred.of("joining with another region", () -> join(joined.member(), joined)));
            }
        }
    }

    /** @return the first subscription; once it is there, the node joins and stays a member */
    CompletableFuture<Channels.Subscription> start() {
        CompletableFuture<Channels.Subscription> first = listen();
        long every = Math.max(lease.toMillis() * 9 / 11 / (RENEWALS - 1), 1);
        renewing.scheduleWithFixedDelay(
                Undeterred.of("a renewal of the near cache's lease", this::tick), 0, every, TimeUnit.MILLISECONDS);
        return first;
    }

    private CompletableFuture<Channels.Subscription> listen() {
        CompletableFuture<Channels.Subscription> begun =
                channels.subscribe(address.callsChannel(), this::heard).toCompletableFuture();
        listening = begun;
        return begun;
    }

    // lease

    /** The lease under which a read that begins now would be kept; {@code null}: nothing is kept. */
    @Nullable
    Ticket ticket(String region) {
        Lease joined = current;
        if (joined == null) {
            return null;
        }
        long at = clocks.nanos();
        long asOf = clock.atLeast();
        return joined.mayFill(region, at) && asOf != ServerClock.UNKNOWN
                ? new Ticket(guard.ticket(), joined, asOf, at)
                : null;
    }

    /** Whether this is the current membership. */
    boolean is(Lease joined) {
        return current == joined;
    }

    Lease.Moment now() {
        return Lease.Moment.now(clocks);
    }

    /** Whether the node may answer from its near cache just now. */
    boolean holds() {
        Lease joined = current;
        return joined != null && joined.stands(clocks);
    }

    /** Upper bound of the servers' clocks now, in microseconds. */
    long atMost() {
        return clock.atMost();
    }

    /** The member's id; empty if this node is not a member. */
    String member() {
        Lease joined = current;
        return joined == null ? "" : joined.member();
    }

    // joining and renewing

    /** Runs three times while the lease lasts. */
    void tick() {
        if (closed) {
            return;
        }
        Lease joined = current;
        if (joined != null && !joined.stands(clocks)) {
            lost(joined, "its lease ran out");
            joined = null;
        } else if (joined != null && !joined.isOf(home())) {
            lost(joined, CONTACT_LOST);
            joined = null;
        }
        if (joined != null) {
            renew(joined);
        } else if (hello == null) {
            sayHello();
        } else if (++waiting > PATIENCE) {
            listenAnew();
        }
    }

    /** The contact with home. */
    private @Nullable Object home() {
        return pipeline.contact(address.registryKey());
    }

    private void renew(Lease joined) {
        if (!asking.compareAndSet(false, true)) {
            return;
        }
        Lease.Moment asked = Lease.Moment.now(clocks);
        pipeline.send(List.of(operations.renew(address, joined.member(), joined.nonce())))
                .whenComplete((replies, failure) -> {
                    asking.set(false);
                    Reply reply = failure == null ? replies.get(0) : null;
                    if (reply != null && reply.failure() == null) { // otherwise it runs out, or the next one renews it
                        if (!joined.isOf(home())) { // it is not known which of the two homes has answered
                            lost(joined, CONTACT_LOST);
                        } else if (reply.outcome() != 1) {
                            lost(joined, "it was expelled, or the registry was lost");
                            activity.wasExpelled();
                        } else if (!joined.renewed(asked, lease, clocks)) {
                            lost(joined, "its lease ran out");
                        }
                    }
                });
    }

    private void lost(Lease joined, String why) {
        synchronized (this) {
            if (current != joined) {
                return;
            }
            current = null;
        }
        formers.add(joined.member());
        CacheMessages.LOG.nearLost(why);
    }

    private void sayHello() {
        String member = ids.get();
        hello = member;
        waiting = 0;
        CompletableFuture<Channels.Subscription> subscribed = listening;
        if (subscribed == null || subscribed.isCompletedExceptionally()) {
            subscribed = listen();
        }
        subscribed
                .thenCompose(ready -> channels.publish(address.callsChannel(), Message.hello(member)))
                .whenComplete((ignored, failure) -> {
                    if (failure != null && member.equals(hello)) {
                        hello = null;
                    }
                });
    }

    private void listenAnew() {
        hello = null;
        CompletableFuture<Channels.Subscription> before = listening;
        listening = null;
        if (before != null) {
            before.thenAccept(Channels.Subscription::close);
        }
    }

    /** @param joined the membership that gets more regions, {@code null} for a new membership */
    private void join(String member, @Nullable Lease joined) {
        List<String> kept = List.copyOf(regions);
        Object home = home();
        Lease.Moment asked = Lease.Moment.now(clocks);
        List<String> left = List.copyOf(formers);
        pipeline.send(List.of(
                        operations.join(address, member, lease.toMillis(), ids.get(), kept),
                        operations.leave(address, left, false)))
                .whenComplete((replies, failure) -> {
                    Reply reply = failure == null ? replies.get(0) : null;
                    if (failure == null && replies.get(1).failure() == null) {
                        left.forEach(formers::remove);
                    }
                    if (reply != null && reply.failure() == null && home != null && home == home()) {
                        String nonce = NearCalls.nonce(reply);
                        Lease mine = joined == null ? new Lease(member, nonce, home, asked, lease) : joined;
                        joined(mine, nonce, kept, joined != null);
                    }
                    hello = null;
                });
    }

    /** @param already whether it had joined before, with fewer regions: a membership that was lost meanwhile stays lost */
    private void joined(Lease joined, String nonce, List<String> kept, boolean already) {
        if (!nonce.equals(joined.nonce()) || !joined.stands(clocks)) {
            return; // the next renewal finds out
        }
        long from = clocks.nanos() + fillsAfterNanos;
        kept.forEach(region -> joined.fillsFromUnlessKnown(region, from));
        boolean first;
        synchronized (this) {
            if (closed || already && current != joined) {
                return;
            }
            current = joined;
            first = !saidJoined;
            saidJoined = true;
        }
        if (first) {
            CacheMessages.LOG.nearJoined(kept.size(), TimeUnit.NANOSECONDS.toMillis(fillsAfterNanos));
        }
    }

    // calls

    private void heard(byte[] bytes) {
        try {
            Message message = Message.of(bytes);
            if (message.is(Message.HELLO)) {
                String member = hello;
                if (message.id().equals(member) && current == null) {
                    join(member, null);
                }
            } else if (message.is(Message.CALL) && !message.id().equals(node)) {
                called(message);
            }
        } catch (RuntimeException e) { // it is not known what the call named, so everything goes
            Lease joined = current;
            if (joined != null) {
                lost(joined, "a call could not be read: " + e.getMessage());
            }
        }
    }

    private void called(Message message) {
        long number = message.number();
        long deadline = message.deadline();
        message.named((region, hashes) -> guard.called(region, hashes, deadline));
        activity.heard();
        String member = member();
        if (!member.isEmpty()) {
            channels.publish(address.wordsChannel(message.id()), Message.word(member, number));
        }
    }

    // end

    /** Stops answering from the near cache, and leaves. It waits for the leave no longer than for a command. */
    void close() {
        Lease joined;
        synchronized (this) {
            closed = true;
            joined = current;
            current = null;
        }
        renewing.shutdownNow();
        CompletableFuture<Channels.Subscription> subscribed = listening;
        if (subscribed != null) {
            subscribed.thenAccept(Channels.Subscription::close);
        }
        if (joined != null) {
            try {
                pipeline.send(List.of(operations.leave(address, List.of(joined.member()), false)))
                        .toCompletableFuture()
                        .get(commandTimeout.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException | TimeoutException e) {
                CacheMessages.LOG.failed("leaving the near cache's registry", String.valueOf(e.getMessage()));
            }
        }
    }
}
