package io.throughline.redis;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.redisson.api.BatchOptions;
import org.redisson.client.RedisTimeoutException;
import org.redisson.command.CommandAsyncExecutor;
import org.redisson.command.CommandBatchService;

/**
 * A batch that is tried once, and each of whose commands fails with its own exception. The client's own batch gives all commands the same exception.
 * If the replies of a batch that has timed out come at that moment, the client makes that exception suppress itself: this logs an error and loses the
 * rest of the replies.
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
