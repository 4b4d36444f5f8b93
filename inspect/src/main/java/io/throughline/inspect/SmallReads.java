package io.throughline.inspect;

import io.throughline.inspect.LiveRedis.Found;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.redisson.Redisson;
import org.redisson.api.BatchOptions;
import org.redisson.api.RedissonClient;
import org.redisson.client.RedisException;
import org.redisson.client.codec.ByteArrayCodec;
import org.redisson.client.codec.Codec;
import org.redisson.client.codec.LongCodec;
import org.redisson.client.codec.StringCodec;
import org.redisson.client.protocol.RedisCommand;
import org.redisson.client.protocol.RedisCommands;
import org.redisson.client.protocol.decoder.ListScanResult;
import org.redisson.client.protocol.decoder.MapScanResult;
import org.redisson.command.CommandAsyncExecutor;
import org.redisson.command.CommandBatchService;
import org.redisson.connection.MasterSlaveEntry;

/**
 * Reads that each cost a server little, in steps between which the caller may pause: SCAN by cursor, and GETRANGE, STRLEN, PTTL, MEMORY USAGE, HSCAN
 * and HGET of the keys that the caller names. A value of another type than expected counts as missing.
 *
 * <p>Each throws {@link CannotInspectException} if Redis does not answer, or refuses the command.
 */
final class SmallReads {

    /** The cursor of a walk's beginning, and of its end. */
    static final String FIRST = "0";

    private final LiveRedis live;

    SmallReads(LiveRedis live) {
        this.live = live;
    }

    /** The position of SCAN, which goes through one master after the other. */
    record Position(int master, String cursor) {}

    /** @param next where to go on, {@code null} at the end */
    record Step(List<String> keys, @Nullable Position next) {}

    /**
     * Some of the strings whose keys match.
     *
     * @param from the position after the step before, {@code null} at the beginning
     * @param count how many keys the server walks over
     */
    Step scan(String pattern, @Nullable Position from, int count) {
        return live.reading(redis -> {
            CommandAsyncExecutor executor = executor(redis);
            List<MasterSlaveEntry> masters = executor.getConnectionManager().getEntrySet().stream()
                    .sorted(Comparator.comparing(
                            entry -> entry.getClient().getAddr().toString()))
                    .toList();
            int master = from == null ? 0 : from.master();
            if (master >= masters.size()) {
                return new Step(List.of(), null); // there are fewer masters than there were
            }
            ListScanResult<String> found = executor.<ListScanResult<String>, ListScanResult<String>>readAsync(
                            masters.get(master),
                            StringCodec.INSTANCE,
                            RedisCommands.SCAN,
                            from == null ? FIRST : from.cursor(),
                            "MATCH",
                            pattern,
                            "COUNT",
                            count,
                            "TYPE",
                            "string")
                    .toCompletableFuture()
                    .join();
            if (!FIRST.equals(found.getPos())) {
                return new Step(found.getValues(), new Position(master, found.getPos()));
            }
            return new Step(found.getValues(), master + 1 < masters.size() ? new Position(master + 1, FIRST) : null);
        });
    }

    /**
     * The first bytes of values.
     *
     * @param most this many bytes of each
     * @return in the order of the keys; {@code null} for a missing one
     */
    List<@Nullable Found> heads(List<String> keys, int most) {
        return live.reading(redis -> {
            Batch batch = new Batch(redis);
            List<CompletableFuture<byte[]>> bytes = new ArrayList<>();
            List<CompletableFuture<Long>> lengths = new ArrayList<>();
            List<CompletableFuture<Long>> lives = new ArrayList<>();
            for (String key : keys) {
                bytes.add(batch.add(key, ByteArrayCodec.INSTANCE, RedisCommands.GETRANGE, key, 0, most - 1));
                lengths.add(batch.add(key, LongCodec.INSTANCE, RedisCommands.STRLEN, key));
                lives.add(batch.add(key, LongCodec.INSTANCE, RedisCommands.PTTL, key));
            }
            batch.send();
            List<@Nullable Found> found = new ArrayList<>();
            for (int i = 0; i < keys.size(); i++) {
                byte[] head = Batch.answer(bytes.get(i));
                Long length = Batch.answer(lengths.get(i));
                Long left = Batch.answer(lives.get(i));
                boolean there = head != null && length != null && length > 0 && left != null && left != -2;
                found.add(there ? new Found(head, length, left) : null);
            }
            return found;
        });
    }

    /** MEMORY USAGE in bytes, in the order of the keys; {@code null} for a missing one. */
    List<@Nullable Long> memory(List<String> keys) {
        return live.reading(redis -> {
            Batch batch = new Batch(redis);
            List<CompletableFuture<Long>> asked = keys.stream()
                    .map(key -> batch.<Long>add(key, LongCodec.INSTANCE, RedisCommands.MEMORY_USAGE, key))
                    .toList();
            batch.send();
            List<@Nullable Long> bytes = new ArrayList<>();
            asked.forEach(one -> bytes.add(Batch.answer(one)));
            return bytes;
        });
    }

    /** @param next cursor to go on with, {@link #FIRST} at the end */
    record FieldStep(Map<String, String> fields, String next) {}

    /**
     * Some of a hash's fields whose names match, with their values. It may name one twice.
     *
     * @param from of the step before, {@link #FIRST} at the beginning
     * @param count how many fields the server walks over; of a small hash, all
     */
    FieldStep scanFields(String key, String pattern, String from, int count) {
        return live.reading(redis -> {
            Batch batch = new Batch(redis);
            CompletableFuture<MapScanResult<String, String>> step = batch.add(
                    key, StringCodec.INSTANCE, RedisCommands.HSCAN, key, from, "MATCH", pattern, "COUNT", count);
            batch.send();
            MapScanResult<String, String> found = Batch.answer(step);
            return found == null ? new FieldStep(Map.of(), FIRST) : new FieldStep(found.getMap(), found.getPos());
        });
    }

    /** A number in a hash; 0 if there is none. */
    long number(String key, String field) {
        return live.reading(redis -> {
            Batch batch = new Batch(redis);
            CompletableFuture<String> asked = batch.add(key, StringCodec.INSTANCE, RedisCommands.HGET, key, field);
            batch.send();
            String text = Batch.answer(asked);
            return text != null && text.matches("\\d{1,18}") ? Long.parseLong(text) : 0L;
        });
    }

    private static CommandAsyncExecutor executor(RedissonClient redis) {
        return ((Redisson) redis).getCommandExecutor();
    }

    /** Commands that are sent together, each of which fails by itself. */
    private static final class Batch {

        private static final int SECONDS = 5;

        private final CommandBatchService commands;
        private int size;

        Batch(RedissonClient redis) {
            commands = new CommandBatchService(
                    executor(redis),
                    BatchOptions.defaults()
                            .responseTimeout(SECONDS, TimeUnit.SECONDS)
                            .retryAttempts(0));
        }

        <T> CompletableFuture<T> add(String key, Codec codec, RedisCommand<?> command, Object... arguments) {
            size++;
            return commands.<Object, T>readAsync(key, codec, cast(command), arguments)
                    .toCompletableFuture();
        }

        @SuppressWarnings("unchecked") // only the reply's type differs
        private static RedisCommand<Object> cast(RedisCommand<?> command) {
            return (RedisCommand<Object>) command;
        }

        void send() {
            if (size > 0) {
                commands.executeAsync()
                        .toCompletableFuture()
                        .handle((done, failure) -> failure) // each command knows its own failure
                        .join();
            }
        }

        /** {@code null} for a missing key, and for a key of another type. */
        static <T> @Nullable T answer(CompletableFuture<T> command) {
            try {
                return command.join();
            } catch (CompletionException e) {
                if (e.getCause() instanceof RedisException refused
                        && refused.getMessage() != null
                        && refused.getMessage().contains("WRONGTYPE")) {
                    return null;
                }
                throw e;
            }
        }
    }
}
