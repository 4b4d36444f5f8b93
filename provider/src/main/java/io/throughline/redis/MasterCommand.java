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
 * One command for one master, never repeated by the client. It gives its connection back as soon as it is written, where the client shares
 * connections, so that replies to many callers are on their way on one; a {@link MasterBatch} keeps its own until it is answered.
 */
final class MasterCommand {

    static final RedisCommand<List<Object>> EVALSHA = new RedisCommand<>(RedisCommands.EVAL_LIST, "EVALSHA");

    private MasterCommand() {}

    /** Runs operations; what comes back stands in {@code pipeline.lua}. */
    static CompletableFuture<List<Object>> evaluate(
            Topology topology, Master master, Program program, Evaluation evaluation, long timeoutMillis) {
        return executor(topology, timeoutMillis)
                .<List<Object>, List<Object>>writeAsync(
                        master.entry(), ByteArrayCodec.INSTANCE, EVALSHA, parameters(topology, program, evaluation))
                .toCompletableFuture();
    }

    /**
     * The values of keys of one slot, {@code null} for a key that is missing.
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

    /** A way to send commands that takes so long at most, and tries once. */
    static CommandAsyncExecutor executor(Topology topology, long timeoutMillis) {
        return topology.executor().copy((OptionalParams) OptionalOptions.defaults()
                .timeout(Duration.ofMillis(timeoutMillis))
                .retryAttempts(0));
    }

    /** Of an EVALSHA: digest, number of keys, keys, arguments. */
    static Object[] parameters(Topology topology, Program program, Evaluation evaluation) {
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
