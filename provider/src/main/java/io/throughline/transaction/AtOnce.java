package io.throughline.transaction;

import io.throughline.config.OnFailure;
import io.throughline.metrics.CacheActivity.Event;
import io.throughline.metrics.CacheMessages;
import io.throughline.protocol.Call;
import io.throughline.protocol.EntryAddress;
import io.throughline.protocol.RedisUnavailableException;
import io.throughline.protocol.RegionAddress;
import io.throughline.protocol.Reply;
import io.throughline.protocol.ServerClock;
import io.throughline.protocol.Token;
import java.util.List;
import org.hibernate.cache.CacheException;
import org.hibernate.cache.spi.access.SoftLock;
import org.jspecify.annotations.Nullable;

/**
 * What JPA's and Hibernate's {@code Cache} ask for, without a session: it has nothing to do with transactions and goes out at once, one round trip
 * each.
 */
public final class AtOnce {

    private final CacheServices services;

    public AtOnce(CacheServices services) {
        this.services = services;
    }

    /** @throws CacheException if Redis does not take it and {@code on_failure=reject} */
    public void evict(EntryAddress address) {
        run(services, services.operations().evict(address), address);
    }

    /** @throws CacheException if Redis does not take it and {@code on_failure=reject} */
    public void clear(RegionAddress region, String name) {
        run(services, services.operations().clear(region, ServerClock.UNKNOWN), name);
    }

    /** Closes a region for a caller that names no session. */
    public SoftLock close(RegionAddress region, String name) {
        Token token = services.tokens().next();
        long deadline = services.clock().atMost()
                + services.configuration().commandTimeout().toNanos() / 1000;
        run(services, services.operations().close(region, token, deadline), name);
        return new RegionLock(region, token);
    }

    /** Opens what {@link #close} closed; means nothing for a region that a transaction closes. */
    public void open(@Nullable SoftLock lock, String name) {
        if (lock instanceof RegionLock held) {
            run(services, services.operations().open(held.region(), held.token()), name);
        }
    }

    /** For a writer that nobody will tell the end of: the lock becomes a fence when it runs out. */
    public void lockUntilItRunsOut(EntryAddress address) {
        place(services, services.operations().lock(address, services.tokens().next(), deadline()), address);
    }

    /** The same for a whole region. */
    public void closeUntilItRunsOut(RegionAddress region, String name) {
        place(services, services.operations().close(region, services.tokens().next(), deadline()), name);
    }

    private long deadline() {
        return services.clock().atMost()
                + services.configuration().commandTimeout().toNanos() / 1000;
    }

    /**
     * Places a lock or a closer outside a transaction.
     *
     * @throws CacheException if it cannot be placed and {@code on_failure=reject}
     */
    static void place(CacheServices services, Call call, Object what) {
        String why;
        try {
            Reply reply = services.pipeline().run(List.of(call)).get(0);
            if (reply.is(Reply.LOCKED)) {
                return;
            }
            why = reply.failure() == null
                    ? "the deadline had passed"
                    : String.valueOf(reply.failure().getMessage());
        } catch (RedisUnavailableException e) {
            why = String.valueOf(e.getMessage());
        }
        services.activity().count(Event.LOCK_FAILED);
        if (services.configuration().onFailure() == OnFailure.REJECT) {
            throw new CacheException("The change of " + what + " is rejected: its lock could not be placed in Redis ("
                    + why + ") and on_failure=reject");
        }
        CacheMessages.LOG.committedWithoutLocks(why);
    }

    static void run(CacheServices services, Call call, Object what) {
        String why;
        try {
            Reply reply = services.pipeline().run(List.of(call)).get(0);
            if (reply.failure() == null) {
                return;
            }
            why = String.valueOf(reply.failure().getMessage());
        } catch (RedisUnavailableException e) {
            why = String.valueOf(e.getMessage());
        }
        services.activity().count(Event.REDIS_FAILED);
        if (services.configuration().onFailure() == OnFailure.REJECT) {
            throw new CacheException("Redis did not take " + call.script().name() + " of " + what + " (" + why + ")");
        }
        CacheMessages.LOG.notEvicted(what, why);
    }

    private record RegionLock(RegionAddress region, Token token) implements SoftLock {}
}
