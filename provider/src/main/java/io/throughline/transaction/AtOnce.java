package io.throughline.transaction;

import io.throughline.config.OnFailure;
import io.throughline.metrics.CacheMessages;
import io.throughline.near.Named;
import io.throughline.protocol.Call;
import io.throughline.protocol.EntryAddress;
import io.throughline.protocol.RedisUnavailableException;
import io.throughline.protocol.RegionAddress;
import io.throughline.protocol.Reply;
import io.throughline.protocol.ServerClock;
import io.throughline.protocol.SpaceAddress;
import io.throughline.protocol.Token;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.hibernate.cache.CacheException;
import org.hibernate.cache.spi.access.SoftLock;
import org.jspecify.annotations.Nullable;

/**
 * Sends what sessions do outside transactions, and what JPA's and Hibernate's {@code Cache} request without a session. These operations belong to no transaction, so each is sent at once,
 * in a round trip of its own.
 */
public final class AtOnce {

    static final String DEADLINE_PASSED = "the deadline had passed";

    private static final long ANY_OUTCOME = -1;

    private final CacheServices services;

    public AtOnce(CacheServices services) {
        this.services = services;
    }

    /** @throws CacheException if Redis does not take it and {@code on_failure=reject} */
    public void evict(EntryAddress address) {
        services.evictions().made();
        evict(services, address);
    }

    /** @throws CacheException if Redis does not take it and {@code on_failure=reject} */
    public void clear(RegionAddress region, String name) {
        services.evictions().made();
        services.presentLately().forgetAll();
        String why = run(services, services.operations().clear(region, ServerClock.UNKNOWN), ANY_OUTCOME);
        why = called(services, why, named -> named.region(region));
        if (why != null) {
            notTaken(services, "CLEAR of " + name, why);
            services.unsettled().add(region, services.tokens().next());
        }
        services.sweeps().sweep(region);
    }

    /**
     * Query spaces have changed: results over them from before now are not good.
     *
     * @throws CacheException if Redis does not take it and {@code on_failure=reject}
     */
    public void changed(Collection<SpaceAddress> spaces) {
        if (spaces.isEmpty()) {
            return;
        }
        Token token = services.tokens().next();
        PlannedPipeline pipeline = new PlannedPipeline();
        spaces.forEach(space -> pipeline.add(
                services.operations().changed(space, token),
                reply -> {},
                () -> services.unsettled().add(space, token)));
        PlannedPipeline.Outcome outcome = pipeline.run(services.pipeline());
        CallsAfter after = new CallsAfter(services);
        spaces.forEach(space -> after.add(space, () -> services.unsettled().add(space, token)));
        after.run();
        if (!outcome.failed().isEmpty()) {
            outcome.failed().forEach(Runnable::run);
            notTaken(services, "change of query spaces", String.valueOf(outcome.why()));
        }
    }

    /** Makes missing records of query spaces; these spaces count as changed now. Does not wait. */
    public void make(Collection<SpaceAddress> spaces) {
        services.pipeline()
                .send(spaces.stream().map(services.operations()::make).toList())
                .whenComplete((replies, failure) -> {
                    if (failure != null) {
                        services.activity().redisFailed();
                        CacheMessages.LOG.failed("MAKE of query spaces", failure.getMessage());
                    }
                });
    }

    /**
     * Closes a region for a caller that names no session.
     *
     * @throws CacheException if Redis does not take it and {@code on_failure=reject}
     */
    public SoftLock close(RegionAddress region, String name) {
        Token token = services.tokens().next();
        close(services, region, token, name);
        return new RegionLock(region, token);
    }

    /** Opens what {@link #close} closed; does nothing for a region that a transaction closes. */
    public void open(@Nullable SoftLock lock, String name) {
        if (lock instanceof RegionLock held) {
            String why = run(services, services.operations().open(held.region(), held.token()), ANY_OUTCOME);
            why = called(services, why, named -> named.region(held.region()));
            if (why != null) {
                notTaken(services, "OPEN of " + name, why);
                services.unsettled().add(held.region(), held.token());
            }
        }
    }

    /** For a writer whose end nobody will report: the lock becomes a fence when it runs out. */
    public void lockUntilItRunsOut(EntryAddress address) {
        lock(services, address, services.tokens().next());
    }

    /** The same for a whole region. */
    public void closeUntilItRunsOut(RegionAddress region, String name) {
        close(services, region, services.tokens().next(), name);
    }

    /** The same for a query space: the mark becomes a change when it runs out. */
    public void markUntilItRunsOut(SpaceAddress space) {
        mark(services, space, services.tokens().next());
    }

    static void evict(CacheServices services, EntryAddress address) {
        services.presentLately().forget(address);
        String why = run(services, services.operations().evict(address), ANY_OUTCOME);
        why = called(services, why, named -> named.entry(address));
        if (why != null) {
            notTaken(services, "EVICT of " + address, why);
            services.unsettled().add(address, services.tokens().next());
        }
    }

    static void settle(CacheServices services, EntryAddress address, Token token) {
        String why = run(services, services.operations().settle(address, token, null), ANY_OUTCOME);
        why = called(services, why, named -> named.entry(address));
        if (why != null) {
            services.outageLog().notSettled(1, why);
            services.unsettled().add(address, token);
        }
    }

    static void lock(CacheServices services, EntryAddress address, Token token) {
        services.presentLately().forget(address);
        String why = run(
                services, services.operations().lock(address, token, services.deadline(address.keys())), Reply.LOCKED);
        why = called(services, why, named -> named.entry(address));
        if (why != null) {
            notPlaced(services, address, why);
            services.unsettled().add(address, token);
        }
    }

    static void close(CacheServices services, RegionAddress region, Token token, String name) {
        services.presentLately().forgetAll();
        String why = run(
                services,
                services.operations()
                        .close(
                                region,
                                token,
                                services.deadline(region.recordKeys().size())),
                Reply.CLOSED);
        why = called(services, why, named -> named.region(region));
        if (why != null) {
            notPlaced(services, name, why);
            services.unsettled().add(region, token);
        }
    }

    static void mark(CacheServices services, SpaceAddress space, Token token) {
        String why = run(services, services.operations().mark(space, token, services.deadline(1)), Reply.CLOSED);
        why = called(services, why, named -> named.space(space));
        if (why != null) {
            notPlaced(services, "query space " + space.name(), why);
            services.unsettled().add(space, token);
        }
    }

    static void changed(CacheServices services, SpaceAddress space, Token token) {
        String why = run(services, services.operations().changed(space, token), ANY_OUTCOME);
        why = called(services, why, named -> named.space(space));
        if (why != null) {
            services.outageLog().notSettled(1, why);
            services.unsettled().add(space, token);
        }
    }

    /**
     * Calls the members that keep it near, and waits for their words.
     *
     * @param why it was not done, {@code null} if it was; if it was not done, nobody is called
     * @return why it was not done, or the members were not called; {@code null} if both were
     */
    private static @Nullable String called(CacheServices services, @Nullable String why, Consumer<Named> what) {
        Named named = new Named();
        what.accept(named);
        if (why != null) {
            services.near().changed(named);
            return why;
        }
        return services.near().callNow(named);
    }

    /** @return why it was not done, or {@code null} if it was */
    private static @Nullable String run(CacheServices services, Call call, long expected) {
        try {
            Reply reply = services.pipeline().run(List.of(call)).get(0);
            if (reply.failure() != null) {
                return String.valueOf(reply.failure().getMessage());
            }
            return expected == ANY_OUTCOME || reply.is(expected) ? null : DEADLINE_PASSED;
        } catch (RedisUnavailableException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static void notTaken(CacheServices services, String what, String why) {
        services.activity().redisFailed();
        if (services.configuration().onFailure() == OnFailure.REJECT) {
            throw new CacheException("Redis did not accept the " + what + " (" + why + "), and on_failure=reject");
        }
        services.outageLog().notSettled(1, why);
    }

    private static void notPlaced(CacheServices services, Object what, String why) {
        services.activity().lockFailed();
        if (services.configuration().onFailure() == OnFailure.REJECT) {
            throw new CacheException(
                    "The change of " + what + " is rejected, because its lock could not be placed in Redis (" + why
                            + ") and on_failure=reject");
        }
        services.outageLog().committedWithoutLocks(why);
    }

    private record RegionLock(RegionAddress region, Token token) implements SoftLock {}
}
