package io.throughline.near;

import io.throughline.metrics.NearActivity;
import io.throughline.metrics.RegionActivity;
import io.throughline.protocol.Channels;
import io.throughline.protocol.NearAddress;
import io.throughline.protocol.Operations;
import io.throughline.protocol.Pipeline;
import io.throughline.protocol.RedisRefusedException;
import io.throughline.protocol.RegionAddress;
import io.throughline.protocol.ServerClocks;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.hibernate.cache.CacheException;
import org.jspecify.annotations.Nullable;

/**
 * The near cache of one session factory, and its calls to the near caches of other nodes.
 *
 * <p>Safe for all threads.
 */
public final class NearCaches implements AutoCloseable {

    private static final int MOST_SPACES = 10_000;
    private static final String NOBODY = "0".repeat(Message.ID_LENGTH);

    private final Guard guard = new Guard();
    private final NearAddress address;
    private final Channels channels;
    private final NearActivity activity;
    private final NearCalls calls;
    private final Membership membership;
    private final Duration commandTimeout;
    private volatile @Nullable NearSpaces spaces;
    private final List<NearRegion> regions = new CopyOnWriteArrayList<>();

    /**
     * @param namespace already encoded for a key
     */
    public NearCaches(
            String namespace,
            Operations operations,
            Pipeline pipeline,
            Channels channels,
            ServerClocks clock,
            NearTimes times,
            Duration commandTimeout,
            NearActivity activity) {
        String node = id();
        this.address = NearAddress.of(namespace);
        this.channels = channels;
        this.activity = activity;
        this.commandTimeout = commandTimeout;
        this.membership = new Membership(
                node,
                address,
                operations,
                pipeline,
                channels,
                clock,
                guard,
                activity,
                times,
                commandTimeout,
                NearCaches::id,
                new Lease.SystemClocks());
        this.calls = new NearCalls(
                node,
                address,
                operations,
                pipeline,
                channels,
                commandTimeout,
                times,
                activity,
                membership::member,
                new Waits.SystemWaits());
        activity.observe(membership::holds, this::size);
    }

    private static String id() {
        return String.format("%016x", ThreadLocalRandom.current().nextLong());
    }

    private long size() {
        return regions.stream().mapToLong(NearRegion::size).sum();
    }

    /**
     * The near cache of a region; {@code null} if nothing is kept near.
     *
     * @param mostEntries 0: nothing
     */
    public @Nullable NearRegion region(
            RegionAddress address, int mostEntries, long ttlMillis, RegionActivity regionActivity) {
        if (mostEntries == 0) {
            return null;
        }
        NearRegion region = new NearRegion(membership, guard, address.prefix(), mostEntries, ttlMillis, regionActivity);
        regions.add(region);
        membership.keep(address.prefix());
        return region;
    }

    /** The last changes of query spaces; {@code null} unless query results are kept near. */
    public @Nullable NearSpaces spaces() {
        return spaces;
    }

    private synchronized void keepSpaces() {
        if (spaces == null) {
            spaces = new NearSpaces(new NearRegion(
                    membership,
                    guard,
                    Named.SPACES,
                    MOST_SPACES,
                    NearRegion.FOREVER,
                    new RegionActivity(Named.SPACES)));
            membership.keep(Named.SPACES);
        }
    }

    /** The near cache of the results in a region, and of the spaces that they read. */
    public @Nullable NearRegion results(
            RegionAddress address, int mostEntries, long ttlMillis, RegionActivity regionActivity) {
        if (mostEntries > 0) {
            keepSpaces();
        }
        return region(address, mostEntries, ttlMillis, regionActivity);
    }

    /** The calls to members that keep near what this node changes. */
    public NearCalls calls() {
        return calls;
    }

    /** Drops what is named here, and calls the members that keep it near. Completes with their words. */
    public CompletionStage<Void> call(Named named) {
        changed(named);
        return calls.call(named);
    }

    /**
     * The same, but waits.
     *
     * @return why home did not answer, {@code null} if it did
     */
    public @Nullable String callNow(Named named) {
        return NearCalls.wait(call(named));
    }

    /** Whether anybody needs to hear of changes: this node keeps something near, or another one may. */
    public boolean isAnythingNear() {
        return !regions.isEmpty() || !calls.isNobodyNear();
    }

    /** Drops what this node itself has locked or changed, because it does not hear its own calls. */
    public void changed(Named named) {
        if (!regions.isEmpty()) {
            named.read((region, hashes) -> guard.called(region, hashes, 0));
        }
    }

    /**
     * All regions of the mapping are known. Waits for the subscriptions no longer than a command may take.
     *
     * @throws CacheException if the user has no right to the channels
     */
    public void start() {
        if (!regions.isEmpty()) {
            requireAllowed();
            await(membership.start());
            await(calls.hear());
        }
    }

    /** Publishes a message to find out, because the client does not report that a subscription was refused. */
    private void requireAllowed() {
        Throwable failure = await(
                channels.publish(address.callsChannel(), Message.hello(NOBODY)).toCompletableFuture());
        if (failure instanceof RedisRefusedException) {
            throw new CacheException(
                    "A near cache (near_entries) needs the channels of its namespace, but the Redis user is not allowed to use them ("
                            + failure.getMessage()
                            + "); accepted: a user with the rights for a near cache (docs/topologies.md), or near_entries=0",
                    failure);
        }
    }

    private @Nullable Throwable await(CompletableFuture<?> begun) {
        try {
            begun.get(commandTimeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException e) {
            return e;
        } catch (ExecutionException e) {
            return e.getCause();
        }
        return null;
    }

    /** What the near caches do. */
    public NearActivity activity() {
        return activity;
    }

    @Override
    public void close() {
        membership.close();
        calls.close();
    }
}
