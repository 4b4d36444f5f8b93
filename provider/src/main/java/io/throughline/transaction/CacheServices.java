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
        LoadsOutsideTransactions loadsOutsideTransactions,
        Touches touches,
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
     * Until when, by the server's clock, a LOCK or CLOSE that is sent now may run, {@link ServerClock#UNKNOWN} if that clock is not known.
     *
     * @param keys of the pipeline that it goes with: a longer one takes longer
     */
    long deadline(long keys) {
        long now = clock.atMost();
        return now == ServerClock.UNKNOWN
                ? ServerClock.UNKNOWN
                : now + configuration.commandTimeout().toNanos() / 1000 + keys * Pipeline.MICROS_A_KEY;
    }

    /** How much later than it was sent a LOCK may be executed that is called for beside it: one that may be later calls for it once more. */
    public static Duration longestDeadline(Duration commandTimeout) {
        return commandTimeout.plus(LONGEST_PIPELINE);
    }

    /** Whether a pipeline that names so many keys has a deadline within the longest. */
    static boolean isWithinLongestDeadline(long keys) {
        return keys * Pipeline.MICROS_A_KEY <= LONGEST_PIPELINE.toNanos() / 1000;
    }

    /**
     * What a load is put as of: a replica of the database may show what was there {@code database_lag} before.
     *
     * @param asOf of its reader; {@link ServerClock#UNKNOWN} stays
     */
    long loadedAsOf(long asOf) {
        long lag = configuration.databaseLag().toNanos() / 1000;
        return asOf <= lag ? ServerClock.UNKNOWN : asOf - lag;
    }

    /** What has nothing to do with a transaction. */
    public AtOnce atOnce() {
        return new AtOnce(this);
    }
}
