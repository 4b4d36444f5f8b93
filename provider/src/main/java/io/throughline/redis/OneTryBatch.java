package io.throughline.redis;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.redisson.api.BatchOptions;
import org.redisson.client.RedisTimeoutException;
import org.redisson.command.CommandAsyncExecutor;
import org.redisson.command.CommandBatchService;

/**
 * A batch of the client's that is tried once, each of whose commands fails with an exception of its own. The client's gives all of them the same one, and when the replies of a batch that has timed
 * out come at that moment, it makes that one suppress itself: an error in the log, and the rest of the replies lost.
 */
final class OneTryBatch extends CommandBatchService {

    OneTryBatch(CommandAsyncExecutor executor, long timeoutMillis) {
        super(
                executor,
                BatchOptions.defaults()
                        .responseTimeout(timeoutMillis, TimeUnit.MILLISECONDS)
                        .retryAttempts(0));
    }

    @Override
    public <R> CompletableFuture<R> createPromise() {
        return new OwnFailure<>();
    }

    private static final class OwnFailure<R> extends CompletableFuture<R> {

        @Override
        public boolean completeExceptionally(Throwable failure) {
            return super.completeExceptionally(
                    failure instanceof RedisTimeoutException
                            ? new RedisTimeoutException(failure.getMessage())
                            : failure);
        }
    }
}
