package io.throughline.transaction;

import io.throughline.config.CacheConfiguration;
import io.throughline.metrics.CacheActivity;
import io.throughline.protocol.Operations;
import io.throughline.protocol.Pipeline;
import io.throughline.protocol.ServerClock;
import io.throughline.protocol.Token;
import java.util.Set;

/**
 * What the transactions of one session factory share.
 *
 * @param allowedTypes classes that bodies may hold beside those of the mapping
 */
public record CacheServices(
        CacheConfiguration configuration,
        Operations operations,
        Pipeline pipeline,
        ServerClock clock,
        Token.Source tokens,
        DatabaseTransactions transactions,
        LoadsOutsideTransactions loadsOutsideTransactions,
        Touches touches,
        CacheActivity activity,
        IsolationLevel isolation,
        Set<Class<?>> allowedTypes) {

    /** What has nothing to do with a transaction. */
    public AtOnce atOnce() {
        return new AtOnce(this);
    }
}
