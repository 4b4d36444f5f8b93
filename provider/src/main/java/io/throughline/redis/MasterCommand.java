package io.throughline.redis;

import io.throughline.protocol.Evaluation;
import io.throughline.protocol.Program;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.redisson.api.options.OptionalOptions;
import org.redisson.api.options.OptionalParams;
import org.redisson.client.codec.ByteArrayCodec;
import org.redisson.client.protocol.RedisCommand;
import org.redisson.client.protocol.RedisCommands;
import org.redisson.command.CommandAsyncExecutor;

/**
 * Commands for one master, alone or in a batch. The client never repeats a command that is sent alone. Where the client shares connections, such a
 * command gives its connection back as soon as it is written, so that many callers can wait for replies on one connection. A {@link MasterBatch}
 * keeps its connection until it is answered.
 */
final class MasterCommand {

    private static final RedisCommand<List<Object>> EVALSHA = new RedisCommand<>(RedisCommands.EVAL_LIST, "EVALSHA");

    private MasterCommand() {}

    /** EVALSHA: runs operations; {@code pipeline.lua} describes the replies. */
    static CompletableFuture<List<Object>> evaluate(
            CommandAsyncExecutor executor, Topology topology, Master master, Program program, Evaluation evaluation) {
        return executor.<List<Object>, List<Object>>writeAsync(
                        master.entry(), ByteArrayCodec.INSTANCE, EVALSHA, parameters(topology, program, evaluation))
                .toCompletableFuture();
    }

    /**
     * MGET: the values of keys of one slot, {@code null} for a key that is missing.
     *
     * @param anyReplica whether replicas may answer, if the client is configured so
     */
    static CompletableFuture<List<Object>> get(
            CommandAsyncExecutor executor, Topology topology, Master master, boolean anyReplica, List<String> keys) {
        Object[] parameters = new Object[keys.size()];
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] = topology.mapped(keys.get(i));
        }
        return (anyReplica
                        ? executor.<List<Object>, List<Object>>readAsync(
                                master.entry(), ByteArrayCodec.INSTANCE, RedisCommands.MGET, parameters)
                        : executor.<List<Object>, List<Object>>writeAsync(
                                master.entry(), ByteArrayCodec.INSTANCE, RedisCommands.MGET, parameters))
                .toCompletableFuture();
    }

    /** Executors, one for each timeout. Each sends commands alone and tries them once. Safe for all threads. */
    static final class Executors {
        private final CommandAsyncExecutor client;
        private final long usualMillis;
        private final CommandAsyncExecutor usual;

        /** @param usualMillis the timeout whose executors are kept; others are made when they are needed */
        Executors(Topology topology, long usualMillis) {
            this.client = topology.executor();
            this.usualMillis = usualMillis;
            this.usual = make(usualMillis);
        }

        CommandAsyncExecutor usual() {
            return usual;
        }

        CommandAsyncExecutor of(long timeoutMillis) {
            return timeoutMillis == usualMillis ? usual : make(timeoutMillis);
        }

        private CommandAsyncExecutor make(long timeoutMillis) {
            return client.copy((OptionalParams) OptionalOptions.defaults()
                    .timeout(Duration.ofMillis(timeoutMillis))
                    .retryAttempts(0));
        }
    }

    /** The parameters of an EVALSHA: digest, number of keys, keys, arguments. */
    private static Object[] parameters(Topology topology, Program program, Evaluation evaluation) {
        List<String> keys = evaluation.keys();
        List<byte[]> arguments = evaluation.arguments();
        Object[] parameters = new Object[2 + keys.size() + arguments.size()];
        int i = 0;
        parameters[i++] = program.sha();
        parameters[i++] = keys.size();
        for (String key : keys) {
            parameters[i++] = topology.mapped(key);
        }
        for (byte[] argument : arguments) {
            parameters[i++] = argument;
        }
        return parameters;
    }
}
