package io.throughline.redis;

import io.throughline.metrics.CacheMessages;
import io.throughline.protocol.Call;
import io.throughline.protocol.Operations;
import io.throughline.protocol.RegionAddress;
import io.throughline.protocol.Sweeps;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.redisson.client.protocol.Time;

/**
 * With each heartbeat, finds out whose data a master has ({@link Identity}), and clears the data of another run before any of it is used. The identity of an abandoned
 * namespace expires by itself.
 */
final class TakeOver {

    private static final Duration PROLONGED_EVERY = Duration.ofHours(1);
    /** How far the clocks of a server and of one that takes its place may be apart. */
    private static final long CLOCKS_APART_MICROS = 1_000_000;

    private final Identity identity;
    private final Masters masters;
    private final RedissonPipeline pipeline;
    private final Operations operations;
    private final Sweeps sweeps;
    private final Consumer<RegionAddress> made;
    private final Map<String, Long> prolonged = new ConcurrentHashMap<>();
    /** For each master and field, the run to which the field was found to belong. */
    private final Map<String, String> verified = new ConcurrentHashMap<>();

    /** @param made hears of regions whose records now exist */
    TakeOver(
            Identity identity,
            Masters masters,
            RedissonPipeline pipeline,
            Operations operations,
            Sweeps sweeps,
            Consumer<RegionAddress> made) {
        this.made = made;
        this.identity = identity;
        this.masters = masters;
        this.pipeline = pipeline;
        this.operations = operations;
        this.sweeps = sweeps;
    }

    /**
     * What a heartbeat has asked a master.
     *
     * @param key the key of its identity, {@code null} if it has no data of the cache
     * @param owner the run that all of the data belong to; its value is {@code null} if that is not known
     */
    record Asked(
            @Nullable String key,
            Identity.Kept kept,
            @Nullable CompletableFuture<List<Object>> owner) {

        boolean isOwn(String run) {
            return key == null || owner == null || run.equals(owner.join().get(0));
        }
    }

    /** Asks whose data the master has. */
    Asked ask(Master master, MasterBatch batch, Identity.Kept kept) {
        String key = kept.isEmpty() ? null : identity.key(master);
        if (key == null) {
            return new Asked(null, kept, null);
        }
        CompletableFuture<List<Object>> owner = batch.getFields(key, List.of(kept.all()));
        // keeps a namespace that is used, and finds out whether the master accepts writes: a master that only serves
        // reads must not be believed
        batch.expire(key, Identity.TTL);
        return new Asked(key, kept, owner);
    }

    /** If the data are not the run's own, they are cleared and named anew, so that they are from then on. */
    CompletionStage<Void> takeOver(Master master, Asked asked, String run, Time time) {
        return asked.key() == null || asked.isOwn(run)
                ? CompletableFuture.completedFuture(null)
                : takeOver(master, asked.key(), run, asked.kept(), time);
    }

    /**
     * The master's data, or some of them, belong to another run. The master has gone back to a snapshot, was a replica that may have lagged, or has
     * been flushed. The data are cleared. Then the identity says that they are this run's.
     */
    private CompletionStage<Void> takeOver(Master master, String key, String run, Identity.Kept kept, Time time) {
        List<String> fields = List.copyOf(kept.fields().keySet());
        MasterBatch asking = pipeline.batch(master, 1);
        CompletableFuture<List<Object>> whose = asking.getFields(key, fields);
        return asking.probe().thenCompose(ignored -> {
            List<String> others = new ArrayList<>();
            boolean wasAnothers = false;
            for (int i = 0; i < fields.size(); i++) {
                Object owner = whose.join().get(i);
                // flushed during this very run: what is there since then is its own
                boolean flushed = owner == null && run.equals(verified.get(master.id() + fields.get(i)));
                if (!run.equals(owner) && !flushed) {
                    others.add(fields.get(i));
                    wasAnothers |= owner != null;
                }
            }
            long floor = RedissonPipeline.micros(time);
            if (wasAnothers) {
                CacheMessages.LOG.anotherRun(master);
                floor = Math.max(floor + CLOCKS_APART_MICROS, masters.voidAsOfs());
            }
            boolean anothers = wasAnothers;
            return clear(master, identity.clears(operations, kept, others, master, floor))
                    .thenCompose(cleared -> {
                        kept.whole(others).forEach(made);
                        MasterBatch writing = pipeline.batch(master, 1);
                        List<String> mine = new ArrayList<>(fields);
                        mine.add(kept.all());
                        CompletableFuture<Void> written = writing.setFields(key, mine, run);
                        writing.expire(key, Identity.TTL);
                        return writing.probe().thenAccept(done -> {
                            written.join();
                            fields.forEach(field -> verified.put(master.id() + field, run));
                            if (anothers) {
                                kept.regions().forEach(sweeps::sweep);
                            }
                        });
                    });
        });
    }

    private CompletionStage<Void> clear(Master master, List<Call> clears) {
        return clears.isEmpty() ? CompletableFuture.completedFuture(null) : pipeline.probe(master, clears);
    }
}
