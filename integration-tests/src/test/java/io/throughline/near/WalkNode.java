package io.throughline.near;

import io.throughline.metrics.NearActivity;
import io.throughline.metrics.RegionActivity;
import io.throughline.protocol.Channels;
import io.throughline.protocol.Pipeline;
import io.throughline.protocol.ServerClock;
import io.throughline.protocol.ServerClocks;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A node of a {@link NearWalk}: the real membership, guard, near cache, calls and clocks, put together as {@link NearCaches} does. The walk decides
 * when the node goes on with what it has sent, is to hear, or waits for.
 */
final class WalkNode implements Channels, Waits, Lease.Clocks {

    static final String LINK_BREAKS = "link breaks";
    static final String RENEWS = "renews";
    static final String LOOKS = "looks";

    private static final String HOME = "home";
    private static final long ANY_TIME = Long.MIN_VALUE;

    private final NearWalk walk;
    private final String name;
    private final String id;
    private final long rate;

    private final Guard guard = new Guard();
    private final ServerClocks clocks = new ServerClocks(this::nanos);
    private final ServerClock clock = clocks.masters(List.of(HOME)).get(HOME);
    private final NearCalls calls;
    private final @Nullable Membership membership;
    private final @Nullable NearRegion region;

    private final Map<String, Consumer<byte[]>> listeners = new HashMap<>();
    private final Deque<Heard> inbox = new ArrayDeque<>();
    private final List<Waiting> waiting = new ArrayList<>();
    private @Nullable Object contact = new Object();
    private boolean linked = true;
    private boolean dead;

    /** What comes over a channel. */
    private record Heard(String channel, byte[] message) {}

    /** @param from nanoseconds of this node's clock; then it may end */
    private record Waiting(long from, CompletableFuture<Void> over) {}

    /** @param rate of its clock, in thousandths of the server's */
    WalkNode(NearWalk walk, String name, boolean keepsNear, long rate) {
        this.walk = walk;
        this.name = name;
        this.rate = rate;
        this.id = walk.nextId();
        String kept = walk.row().region().prefix();
        NearActivity activity = new NearActivity();
        if (keepsNear) {
            membership = new Membership(
                    id,
                    WalkServer.NEAR,
                    walk.operations(),
                    seenWithout(WalkRule.HOME),
                    this,
                    clocks,
                    guard,
                    activity,
                    WalkTimes.ofMembers(walk.without()),
                    Duration.ZERO,
                    walk::nextId,
                    this);
            membership.keep(kept);
            region = new NearRegion(membership, guard, kept, 10, NearRegion.FOREVER, new RegionActivity(kept));
        } else {
            membership = null;
            region = null;
        }
        calls = new NearCalls(
                id,
                WalkServer.NEAR,
                walk.operations(),
                seenWithout(WalkRule.RUN),
                this,
                WalkTimes.DEADLINE,
                WalkTimes.ofWriters(walk.without()),
                activity,
                () -> membership == null ? "" : membership.member(),
                this);
    }

    /** Without the rule a contact is the same whatever happens. */
    private Pipeline seenWithout(WalkRule rule) {
        return new WalkPipeline(this, walk.network(), walk.without() == rule ? () -> HOME : () -> contact);
    }

    @Override
    public String toString() {
        return name;
    }

    // what it does

    @Nullable
    NearRegion region() {
        return region;
    }

    NearCalls calls() {
        return calls;
    }

    /** What {@link NearCaches#isAnythingNear} says. */
    boolean isAnythingNear() {
        return region != null || !calls.isNobodyNear();
    }

    /** What {@link NearCaches#changed} does. */
    void changed(Named named) {
        if (region != null) {
            named.read((kept, hashes) -> guard.called(kept, hashes, 0));
        }
    }

    /** What {@link NearCaches#call} does. */
    CompletableFuture<Void> call(Named named) {
        changed(named);
        return calls.call(named).toCompletableFuture();
    }

    /** What a session's reads are as of. */
    long asOf() {
        return clocks.atLeast();
    }

    long deadline() {
        return clocks.atMost() + WalkTimes.DEADLINE.toNanos() / 1000;
    }

    /** A heartbeat, in which it sees the registry. */
    void looks() {
        if (contact == null) {
            calls.failed();
            return;
        }
        WalkServer.Registry registry = walk.server().look();
        sample(nanos(), walk.server().time());
        Object seen = walk.without() == WalkRule.RUN ? HOME : contact;
        calls.looked(seen, nanos(), registry.nonce(), registry.hasMembers());
    }

    void renews() {
        if (membership != null) {
            membership.tick();
        }
    }

    /** A reply has come. */
    void sample(long askedAt, long serverTime) {
        clock.sample(askedAt, serverTime, serverTime);
    }

    // what happens to it

    void dies() {
        dead = true;
    }

    boolean isDead() {
        return dead;
    }

    /** It leaves the registry, and starts again. */
    void closes() {
        if (membership != null) {
            membership.close();
        }
        dead = true;
    }

    /** @param now {@code null} if there is none */
    void contactIs(@Nullable Object now) {
        contact = now;
    }

    private void linkBreaks() {
        linked = false;
        inbox.clear();
    }

    void hears(String channel, byte[] message) {
        if (linked && listeners.containsKey(channel)) {
            inbox.add(new Heard(channel, message));
        }
    }

    /** The next of what it has not heard yet. */
    void listens() {
        Heard heard = inbox.poll();
        if (heard != null) {
            Consumer<byte[]> listener = listeners.get(heard.channel());
            if (listener != null) {
                listener.accept(heard.message());
            }
        }
    }

    void offer(Consumer<WalkMove> moves) {
        if (!inbox.isEmpty()) {
            moves.accept(new WalkMove(name, "hears", 1, this::listens));
        }
        if (membership != null) {
            moves.accept(new WalkMove(name, RENEWS, .1, this::renews));
        }
        moves.accept(
                linked
                        ? new WalkMove(name, LINK_BREAKS, .04, this::linkBreaks)
                        : new WalkMove(name, "link is back", .05, () -> linked = true));
        moves.accept(new WalkMove(name, LOOKS, .1, this::looks));
        if (contact != null) {
            moves.accept(new WalkMove(name, "loses contact", .005, () -> contactIs(new Object())));
        }
        waiting.removeIf(each -> each.over().isDone());
        for (Waiting each : List.copyOf(waiting)) {
            if (each.from() == ANY_TIME) {
                moves.accept(new WalkMove(
                        name, "waits no more", .3, () -> each.over().complete(null)));
            } else if (nanos() - each.from() >= 0) {
                moves.accept(
                        new WalkMove(name, "has waited", 1, () -> each.over().complete(null)));
            }
        }
    }

    // clocks

    @Override
    public long nanos() {
        return walk.server().sinceBegin() * rate;
    }

    @Override
    public long wallMillis() {
        return nanos() / 1_000_000;
    }

    @Override
    public CompletableFuture<Void> until(long nanos) {
        if (nanos - nanos() <= 0) {
            return CompletableFuture.completedFuture(null);
        }
        CompletableFuture<Void> over = new CompletableFuture<>();
        waiting.add(new Waiting(nanos, over));
        return over;
    }

    @Override
    public CompletableFuture<Void> atMost(Duration patience, CompletableFuture<Void> awaited) {
        CompletableFuture<Void> over = awaited.copy();
        if (!over.isDone()) {
            waiting.add(new Waiting(ANY_TIME, over));
        }
        return over;
    }

    // channels

    @Override
    public CompletionStage<Subscription> subscribe(String channel, Consumer<byte[]> listener) {
        listeners.put(channel, listener);
        linked = true;
        return CompletableFuture.completedFuture(() -> listeners.remove(channel, listener));
    }

    @Override
    public CompletionStage<Void> publish(String channel, byte[] message) {
        walk.publish(channel, message);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public String onServer(String channel) {
        return channel;
    }
}
