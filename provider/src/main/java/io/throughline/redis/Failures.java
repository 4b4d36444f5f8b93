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
    /** What a server says that serves reads and takes no writes: too few replicas, a snapshot that failed, a replica. */
    private static final Pattern TAKES_NO_WRITES = Pattern.compile("\\b(NOREPLICAS|MISCONF|READONLY)\\b");

    private static final String NO_CONNECTION = "Unable to acquire connection!";
    private static final String NON_LOCAL_KEY = "attempted to access a non local key";

    private Failures() {}

    /** Whether the server itself said no to this call; otherwise nobody knows what became of it. */
    static boolean isAnswer(Throwable failure) {
        return failure instanceof RedisException
                && !(failure instanceof RedisTimeoutException)
                && !(failure instanceof RedisConnectionException)
                && !(failure instanceof RedissonShutdownException)
                && !(failure instanceof RedisNodeNotFoundException)
                && failure.getCause() == null;
    }

    /**
     * Whether it did not run, and may in a moment: its slot is on the move (MOVED, ASK, TRYAGAIN), or nobody serves it just now (CLUSTERDOWN, MASTERDOWN, LOADING, or
     * the client knows no node for it). A script that is in a slot on the move may also end in the middle, where it stores a key that it has deleted: to repeat it does no
     * harm.
     */
    static boolean passes(Throwable failure) {
        return String.valueOf(failure.getMessage()).contains(NON_LOCAL_KEY)
                || failure instanceof RedisRedirectException
                || failure instanceof RedisRetryException && !takesNoWrites(failure) // until a replica is back
                || failure instanceof RedisNodeNotFoundException;
    }

    /**
     * Whether the server takes no writes at all just now, though it may serve reads. What one node has changed it does not hear of, and so nobody may believe what it
     * holds. Memory that is full is another case: what is refused then is what grows, never what locks or takes away.
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

    /** Whether it was not sent, because all connections were in use for as long as it was to take. Redisson has no type for it. */
    static boolean isWaitForConnection(Throwable failure) {
        return cause(failure) instanceof RedisTimeoutException timeout
                && String.valueOf(timeout.getMessage()).startsWith(NO_CONNECTION);
    }

    /** Whether nothing was tried: the circuit breaker is open, or the master silent. */
    static boolean wasNotSent(Throwable failure) {
        return cause(failure) instanceof RedisUnavailableException;
    }

    /** Whether a server has answered, be it that it did not do what was asked. */
    static boolean isAnswered(Throwable failure) {
        Throwable cause = cause(failure);
        return isAnswer(cause) || cause instanceof RedisRedirectException || cause instanceof RedisRetryException;
    }

    /** Of a future that has failed. */
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

    /** The error of one operation among those of a pipeline: its text. */
    static RedisException said(byte[] error) {
        String text = new String(error, StandardCharsets.UTF_8);
        return text.startsWith(OUT_OF_MEMORY)
                ? new RedisOutOfMemoryException(text.substring(OUT_OF_MEMORY.length()))
                : new RedisException(text);
    }

    /** What a server has answered, without what the client adds to it. */
    static RedisRefusedException refused(Throwable answer) {
        String message = firstSentence(answer);
        // the one prefix that the client takes away
        return new RedisRefusedException(
                answer instanceof RedisOutOfMemoryException ? OUT_OF_MEMORY + message : message, answer);
    }

    /** Redisson adds the state of its channels to the reason, and what was to be sent. */
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
