package io.throughline;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.throughline.metrics.ActivityListener;
import io.throughline.metrics.CacheActivity;
import io.throughline.metrics.MasterFigures;
import io.throughline.metrics.NearActivity;
import io.throughline.metrics.RegionActivity;
import jakarta.persistence.EntityManagerFactory;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Micrometer meters of one session factory's cache: {@code new RedisCacheMetrics(sessionFactory).bindTo(registry)}. docs/metrics.md
 * lists the meters.
 *
 * <p>This class needs {@code micrometer-core} on the class path; nothing else in the provider does. It may be used by any thread. Query regions and
 * masters that appear later get their meters when they appear. Counts begin when the session factory is built, no matter when this is bound.
 */
public final class RedisCacheMetrics implements MeterBinder, AutoCloseable {

    private static final Duration SHORTEST = Duration.ofNanos(100_000);
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final CacheActivity activity;
    private final Tags tags;
    private final List<Meters> bound = new CopyOnWriteArrayList<>();

    /**
     * @param sessionFactory whose second-level cache is measured
     * @throws IllegalArgumentException if its second-level cache is not the Redis cache
     */
    public RedisCacheMetrics(EntityManagerFactory sessionFactory) {
        this(sessionFactory, List.of());
    }

    /**
     * @param sessionFactory whose second-level cache is measured
     * @param tags tags of all its meters, to tell this session factory from others in the same registry
     * @throws IllegalArgumentException if its second-level cache is not the Redis cache
     */
    public RedisCacheMetrics(EntityManagerFactory sessionFactory, Iterable<Tag> tags) {
        this.activity = RedisRegionFactory.of(sessionFactory).activity();
        this.tags = Tags.of(tags);
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Meters meters = new Meters(registry);
        bound.add(meters);
        activity.add(meters);
    }

    /** Removes the meters from the registries that this was bound to. */
    @Override
    public void close() {
        bound.forEach(meters -> {
            activity.remove(meters);
            meters.registered.forEach(meters.registry::remove);
        });
        bound.clear();
    }

    /** The meters in one registry. */
    private final class Meters implements ActivityListener {

        private final MeterRegistry registry;
        private final Queue<Meter> registered = new ConcurrentLinkedQueue<>();
        private final Map<Phase, Timer> times = new EnumMap<>(Phase.class);
        private final Map<Phase, DistributionSummary> sizes = new EnumMap<>(Phase.class);
        private final DistributionSummary roundTrips;
        private final Timer waitForWords;

        Meters(MeterRegistry registry) {
            this.registry = registry;
            for (Phase phase : Phase.values()) {
                String name = lower(phase);
                times.put(
                        phase,
                        timer(
                                "throughline.pipeline",
                                "How long the pipelines of transactions take: before the commit (lock), after it (settle)",
                                tags.and("phase", name)));
                sizes.put(
                        phase,
                        add(DistributionSummary.builder("throughline.pipeline.size")
                                .description("Operations in a pipeline of a transaction")
                                .baseUnit("operations")
                                .tags(tags.and("phase", name))
                                .register(registry)));
            }
            roundTrips = add(DistributionSummary.builder("throughline.transaction.round.trips")
                    .description("Round trips to Redis of a transaction that used the cache")
                    .tags(tags)
                    .serviceLevelObjectives(1, 2, 3, 5, 10, 100)
                    .register(registry));
            gauge(
                    "throughline.unsettled",
                    "Changes that this node owes to Redis",
                    "keys",
                    activity,
                    tags,
                    CacheActivity::unsettled);
            counter(
                    "throughline.lock.failures",
                    "Locks that a commit needed and Redis did not accept",
                    null,
                    activity,
                    tags,
                    all -> all.of(CacheActivity.Event.LOCK_FAILED));
            counter(
                    "throughline.redis.failures",
                    "Calls that Redis did not answer in time, or refused",
                    null,
                    activity,
                    tags,
                    all -> all.of(CacheActivity.Event.REDIS_FAILED));
            waitForWords = timer(
                    "throughline.near.wait",
                    "How long commits waited for the words of nodes that kept changed entries near",
                    tags);
            near(activity.near());
        }

        private void near(NearActivity near) {
            String calls = "Calls to nodes that keep changed entries near";
            counter(
                    "throughline.near.calls",
                    calls,
                    null,
                    near,
                    tags.and("direction", "sent"),
                    NearActivity::callsSent);
            counter(
                    "throughline.near.calls",
                    calls,
                    null,
                    near,
                    tags.and("direction", "heard"),
                    NearActivity::callsHeard);
            String expulsions =
                    "Nodes that were expelled from the near caches' registry, because they did not answer calls";
            counter(
                    "throughline.near.expulsions",
                    expulsions,
                    null,
                    near,
                    tags.and("member", "other"),
                    NearActivity::expulsions);
            counter(
                    "throughline.near.expulsions",
                    expulsions,
                    null,
                    near,
                    tags.and("member", "own"),
                    NearActivity::ownExpulsions);
            gauge(
                    "throughline.near.entries",
                    "Approximate number of entries that are kept near",
                    null,
                    near,
                    tags,
                    NearActivity::entries);
            gauge(
                    "throughline.near.lease",
                    "1 while this node may answer from its near cache",
                    null,
                    near,
                    tags,
                    its -> its.holdsLease() ? 1 : 0);
        }

        @Override
        public void region(RegionActivity region) {
            Tags its = tags.and("region", region.name());
            for (RegionActivity.Get get : RegionActivity.Get.values()) {
                boolean hit = get == RegionActivity.Get.HIT;
                counter(
                        "throughline.cache.gets",
                        "Entries that sessions asked the cache for",
                        null,
                        region,
                        its.and("result", hit ? "hit" : "miss", "reason", hit ? "none" : lower(get)),
                        counted -> counted.of(get));
            }
            for (RegionActivity.Put put : RegionActivity.Put.values()) {
                boolean stored = put == RegionActivity.Put.STORED;
                counter(
                        "throughline.cache.puts",
                        "Loaded and inserted states that were to be stored",
                        null,
                        region,
                        its.and("result", stored ? "stored" : "refused", "reason", stored ? "none" : lower(put)),
                        counted -> counted.of(put));
            }
            for (RegionActivity.Write write : RegionActivity.Write.values()) {
                counter(
                        "throughline.cache.writes",
                        "Committed changes of cached states",
                        null,
                        region,
                        its.and("result", lower(write)),
                        counted -> counted.of(write));
            }
            counter(
                    "throughline.cache.body",
                    "Bytes encoded for Redis, and bytes decoded from hits",
                    "bytes",
                    region,
                    its.and("direction", "encoded"),
                    RegionActivity::bytesEncoded);
            counter(
                    "throughline.cache.body",
                    "Bytes encoded for Redis, and bytes decoded from hits",
                    "bytes",
                    region,
                    its.and("direction", "decoded"),
                    RegionActivity::bytesDecoded);
            counter(
                    "throughline.near.hits",
                    "Hits that the near cache answered",
                    null,
                    region,
                    its,
                    RegionActivity::nearHits);
            counter(
                    "throughline.near.fills",
                    "Entries read from Redis, or stored there by this node, that are then kept near",
                    null,
                    region,
                    its,
                    RegionActivity::nearFills);
        }

        @Override
        public void master(MasterFigures master) {
            Tags its = tags.and("master", master.master());
            for (String state : List.of("CLOSED", "HALF_OPEN", "OPEN")) {
                gauge(
                        "throughline.redis.breaker",
                        "1 for the state that the master's circuit breaker is in",
                        null,
                        master,
                        its.and("state", state.toLowerCase(Locale.ROOT)),
                        figures -> figures.breaker().equals(state) ? 1 : 0);
            }
            counter(
                    "throughline.redis.evictions",
                    "Keys that the server evicted for lack of memory",
                    null,
                    master,
                    its,
                    figures -> figures.sample().evictions());
            gauge(
                    "throughline.redis.memory.used",
                    "Memory that the server uses",
                    "bytes",
                    master,
                    its,
                    figures -> figures.sample().usedBytes());
            gauge(
                    "throughline.redis.memory.max",
                    "The server's maxmemory; 0: no limit",
                    "bytes",
                    master,
                    its,
                    figures -> figures.sample().mostBytes());
        }

        @Override
        public void pipeline(Phase phase, int calls, long nanos) {
            times.get(phase).record(nanos, TimeUnit.NANOSECONDS);
            sizes.get(phase).record(calls);
        }

        @Override
        public void transaction(int trips) {
            roundTrips.record(trips);
        }

        @Override
        public void waitedForWords(long nanos) {
            waitForWords.record(nanos, TimeUnit.NANOSECONDS);
        }

        /** A timer with the histogram that all timers have. */
        private Timer timer(String name, String description, Tags its) {
            return add(Timer.builder(name)
                    .description(description)
                    .tags(its)
                    .publishPercentileHistogram()
                    .minimumExpectedValue(SHORTEST)
                    .maximumExpectedValue(LONGEST)
                    .register(registry));
        }

        private <T> void counter(
                String name, String description, @Nullable String unit, T counted, Tags its, ToLongFunction<T> count) {
            add(FunctionCounter.builder(name, counted, count::applyAsLong)
                    .description(description)
                    .baseUnit(unit)
                    .tags(its)
                    .register(registry));
        }

        private <T> void gauge(
                String name,
                String description,
                @Nullable String unit,
                T measured,
                Tags its,
                ToDoubleFunction<T> value) {
            add(Gauge.builder(name, measured, value)
                    .description(description)
                    .baseUnit(unit)
                    .tags(its)
                    .register(registry));
        }

        private <M extends Meter> M add(M meter) {
            registered.add(meter);
            return meter;
        }

        private static String lower(Enum<?> constant) {
            return constant.name().toLowerCase(Locale.ROOT);
        }
    }
}
