package io.throughline.redis;

import io.throughline.protocol.RedisRefusedException;
import io.throughline.protocol.RedisUnavailableException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import org.redisson.RedissonShutdownException;
import org.redisson.client.RedisConnectionException;
import org.redisson.client.RedisException;
import org.redisson.client.RedisNoReplicasException;
import org.redisson.client.RedisNodeNotFoundException;
import org.redisson.client.RedisOutOfMemoryException;
import org.redisson.client.RedisReadonlyException;
import org.redisson.client.RedisRedirectException;
import org.redisson.client.RedisRetryException;
import org.redisson.client.RedisTimeoutException;

/** Interprets the failures of commands. */
final class Failures {

    private static final String OUT_OF_MEMORY = "OOM ";
    /** The errors of a server that serves reads but does not accept writes: too few replicas, a failed snapshot, a replica. */
    private static final Pattern TAKES_NO_WRITES = Pattern.compile("\\b(NOREPLICAS|MISCONF|READONLY)\\b");

    private static final String NO_CONNECTION = "Unable to acquire connection!";
    private static final String NON_LOCAL_KEY = "attempted to access a non local key";

    private Failures() {}

    /** Whether the server itself refused this call; otherwise nobody knows whether it ran. */
    static boolean isAnswer(Throwable failure) {
        return failure instanceof RedisException
                && !(failure instanceof RedisTimeoutException)
                && !(failure instanceof RedisConnectionException)
                && !(failure instanceof RedissonShutdownException)
                && !(failure instanceof RedisNodeNotFoundException)
                && failure.getCause() == null;
    }

    /**
     * Whether the call did not run, but may run in a moment. Its slot is being moved (MOVED, ASK, TRYAGAIN), or nobody serves the slot now
     * (CLUSTERDOWN, MASTERDOWN, LOADING, or the client knows no node for it). A script whose slot is being moved may also end in the middle, when it
     * stores a key that it has deleted. Repeating it does no harm.
     */
    static boolean passes(Throwable failure) {
        return String.valueOf(failure.getMessage()).contains(NON_LOCAL_KEY)
                || failure instanceof RedisRedirectException
                || failure instanceof RedisRetryException && !takesNoWrites(failure) // until a replica is back
                || failure instanceof RedisNodeNotFoundException;
    }

    /**
     * Whether the server accepts no writes at all now, though it may serve reads. It then does not hear of what nodes have changed, so nobody may
     * believe what it holds. Full memory is another case: it makes the server refuse writes that grow, but never those that lock or remove something.
     */
    static boolean takesNoWrites(Throwable failure) {
        Throwable cause = cause(failure);
        return cause instanceof RedisNoReplicasException
                || cause instanceof RedisReadonlyException
                || cause instanceof RedisException
                        && TAKES_NO_WRITES
                                .matcher(String.valueOf(cause.getMessage()))
                                .find();
    }

    private static Throwable cause(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof CompletionException
                        || cause instanceof ExecutionException
                        || cause instanceof RedisUnavailableException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    /** Whether the call was not sent, because all connections were in use for as long as it was allowed to take. Redisson has no type for this. */
    static boolean isWaitForConnection(Throwable failure) {
        return cause(failure) instanceof RedisTimeoutException timeout
                && String.valueOf(timeout.getMessage()).startsWith(NO_CONNECTION);
    }

    /** Whether nothing was tried: the circuit breaker is open, or the master silent. */
    static boolean wasNotSent(Throwable failure) {
        return cause(failure) instanceof RedisUnavailableException;
    }

    /** Whether a server has answered, even if it only refused what was requested. */
    static boolean isAnswered(Throwable failure) {
        Throwable cause = cause(failure);
        return isAnswer(cause) || cause instanceof RedisRedirectException || cause instanceof RedisRetryException;
    }

    /** The failure of a future that has failed. */
    static Throwable of(CompletableFuture<?> future) {
        try {
            future.join();
            throw new IllegalStateException("The future did not fail");
        } catch (CompletionException e) {
            return e.getCause() == null ? e : e.getCause();
        } catch (CancellationException e) {
            return e;
        }
    }

    static RedisUnavailableException unavailable(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null
                && (cause instanceof CompletionException
                        || cause instanceof ExecutionException
                        || cause.getCause().toString().equals(cause.getMessage())
                        || String.valueOf(cause.getMessage()).startsWith("Unexpected exception while processing"))) {
            cause = cause.getCause();
        }
        return cause instanceof RedisUnavailableException known
                ? known
                : new RedisUnavailableException(firstSentence(cause), cause);
    }

    /** The error of one operation of a pipeline, made from its text. */
    static RedisException said(byte[] error) {
        String text = new String(error, StandardCharsets.UTF_8);
        return text.startsWith(OUT_OF_MEMORY)
                ? new RedisOutOfMemoryException(text.substring(OUT_OF_MEMORY.length()))
                : new RedisException(text);
    }

    /** What a server has answered, without the client's additions. */
    static RedisRefusedException refused(Throwable answer) {
        String message = firstSentence(answer);
        // the one prefix that the client takes away
        return new RedisRefusedException(
                answer instanceof RedisOutOfMemoryException ? OUT_OF_MEMORY + message : message, answer);
    }

    /** Redisson adds the state of its channels, and what was to be sent, to the reason. */
    private static String firstSentence(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        int end = message.length();
        for (String tail :
                new String[] {", is non-idempotent", "! ", ". Increase ", ". Unable to", ". channel: ", "; ", ": ["}) {
            int at = message.indexOf(tail);
            end = at > 0 ? Math.min(end, at) : end;
        }
        return message.substring(0, end);
    }
}
