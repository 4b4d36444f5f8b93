package io.throughline.transaction;

import io.throughline.codec.IdText;
import io.throughline.codec.Seals;
import io.throughline.config.CacheConfiguration;
import io.throughline.metrics.CacheActivity;
import io.throughline.metrics.OutageLog;
import io.throughline.near.NearCaches;
import io.throughline.protocol.Operations;
import io.throughline.protocol.Pipeline;
import io.throughline.protocol.ServerClock;
import io.throughline.protocol.ServerClocks;
import io.throughline.protocol.Sweeps;
import io.throughline.protocol.Token;
import io.throughline.tracing.Tracing;
import java.time.Duration;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * What the transactions of one session factory share.
 *
 * @param prefetchClock the clock by which prefetched entries age: nanoseconds, as {@link System#nanoTime}
 * @param seals the keys that seal bodies, if there are any
 * @param ids how ids are written in keys
 * @param allowedTypes classes that bodies may hold in addition to those of the mapping
 */
public record CacheServices(
        CacheConfiguration configuration,
        Operations operations,
        Pipeline pipeline,
        TimedReads reads,
        ServerClocks clock,
        Token.Source tokens,
        DatabaseTransactions transactions,
        ObservedTransactions observed,
        LoadsOutsideTransactions loadsOutsideTransactions,
        Touches touches,
        PresentLately presentLately,
        Evictions evictions,
        LongSupplier prefetchClock,
        Unsettled unsettled,
        UntoldCommits untoldCommits,
        NearCaches near,
        Sweeps sweeps,
        CacheActivity activity,
        Tracing tracing,
        OutageLog outageLog,
        IsolationLevel isolation,
        AfterCommit afterCommit,
        NativeStatements nativeStatements,
        Seals seals,
        IdText ids,
        Set<Class<?>> allowedTypes) {

    private static final Duration LONGEST_PIPELINE = Duration.ofSeconds(1);

    /**
     * The deadline, by the server's clock, of a LOCK or CLOSE that is sent now; {@link ServerClock#UNKNOWN} if that clock is not known.
     *
     * @param keys how many keys its pipeline names: a longer pipeline takes longer
     */
    long deadline(long keys) {
        long now = clock.atMost();
        return now == ServerClock.UNKNOWN
                ? ServerClock.UNKNOWN
                : now + configuration.commandTimeout().toNanos() / 1000 + keys * Pipeline.MICROS_A_KEY;
    }

    /** How long after it was sent a LOCK may be executed if its CALL is sent with it. If it may be executed even later, the members are called once more. */
    public static Duration longestDeadline(Duration commandTimeout) {
        return commandTimeout.plus(LONGEST_PIPELINE);
    }

    /** Whether the deadline of a pipeline with this many keys is within the longest. */
    static boolean isWithinLongestDeadline(long keys) {
        return keys * Pipeline.MICROS_A_KEY <= LONGEST_PIPELINE.toNanos() / 1000;
    }

    /**
     * The asOf with which a load is put: a replica of the database may show a state that is {@code database_lag} old.
     *
     * @param asOf of its reader; {@link ServerClock#UNKNOWN} stays
     */
    long loadedAsOf(long asOf) {
        long lag = configuration.databaseLag().toNanos() / 1000;
        return asOf <= lag ? ServerClock.UNKNOWN : asOf - lag;
    }

    /** Operations that belong to no transaction. */
    public AtOnce atOnce() {
        return new AtOnce(this);
    }
}
