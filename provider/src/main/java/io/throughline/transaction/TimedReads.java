package io.throughline.transaction;

import io.throughline.protocol.EntryAddress;
import io.throughline.protocol.Pipeline;
import io.throughline.protocol.Pipeline.EntryRecords;
import io.throughline.protocol.RedisUnavailableException;
import io.throughline.tracing.Tracer;
import io.throughline.tracing.Tracing;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Reads from Redis, as {@link Pipeline} does. If somebody traces, slow reads are reported; otherwise no clock is read. Nothing is allocated unless a read is slow.
 *
 * <p>Safe for all threads.
 */
public final class TimedReads {

    private final Pipeline pipeline;
    private final Tracing tracing;

    public TimedReads(Pipeline pipeline, Tracing tracing) {
        this.pipeline = pipeline;
        this.tracing = tracing;
    }

    /** {@link Pipeline#read(EntryAddress)}. */
    public EntryRecords one(EntryAddress entry) {
        Tracer tracer = tracing.tracer();
        return tracer == null ? pipeline.read(entry) : timed(tracer, entry, Pipeline::read, one -> keys(List.of(one)));
    }

    /** {@link Pipeline#read(Collection)}. */
    Map<EntryAddress, EntryRecords> all(Collection<EntryAddress> entries) {
        Tracer tracer = tracing.tracer();
        return tracer == null ? pipeline.read(entries) : timed(tracer, entries, Pipeline::read, TimedReads::keys);
    }

    /** {@link Pipeline#records}. */
    Map<String, byte[]> records(Collection<String> keys) {
        Tracer tracer = tracing.tracer();
        return tracer == null ? pipeline.records(keys) : timed(tracer, keys, Pipeline::records, List::copyOf);
    }

    /** What is asked for is handed on, not captured: a lambda that captures it would be made anew for each read, slow or not. */
    private <A, T> T timed(Tracer tracer, A asked, BiFunction<Pipeline, A, T> read, Function<A, List<String>> keys) {
        long begun = System.nanoTime();
        RedisUnavailableException failure = null;
        try {
            return read.apply(pipeline, asked);
        } catch (RedisUnavailableException e) {
            failure = e;
            throw e;
        } finally {
            long nanos = System.nanoTime() - begun;
            if (nanos >= tracer.slowReadNanos()) {
                tracer.current().slowRead(keys.apply(asked), nanos, failure, pipeline);
            }
        }
    }

    private static List<String> keys(Collection<EntryAddress> entries) {
        List<String> keys = new ArrayList<>(2 * entries.size());
        entries.forEach(entry -> {
            keys.add(entry.recordKey());
            keys.add(entry.key());
        });
        return keys;
    }
}
