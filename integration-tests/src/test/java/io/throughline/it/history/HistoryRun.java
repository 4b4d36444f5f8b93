package io.throughline.it.history;

import io.throughline.config.OnFailure;
import io.throughline.it.history.Write.Outcome;
import io.throughline.it.nodes.Node;
import io.throughline.it.relay.RedisRelay;
import io.throughline.it.servers.Database;
import io.throughline.it.servers.RedisConnection;
import io.throughline.it.servers.RedisProcess;
import io.throughline.it.servers.TestServers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Worker processes on one database and one Redis, faults one after the other, and in the end the question whether all was as promised. */
final class HistoryRun implements AutoCloseable {

    static final String NAMESPACE = "history";
    private static final int WORKERS = 3;
    private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(4); // workers are killed with locks in place
    private static final String SETUP = "setup";

    private final OnFailure onFailure;
    private final Path directory;
    private final Database database;
    private final Map<String, String> hibernate;
    private final Site site;
    private final List<Phase> phases = new ArrayList<>();
    private final Write setup;

    /** @param preparation of the relays and the server, before a worker uses them */
    HistoryRun(OnFailure onFailure, Duration commandTimeout, BiConsumer<RedisProcess, List<RedisRelay>> preparation) {
        this(onFailure, commandTimeout, Map.of(), preparation);
    }

    /** @param more settings of all processes */
    HistoryRun(
            OnFailure onFailure,
            Duration commandTimeout,
            Map<String, String> more,
            BiConsumer<RedisProcess, List<RedisRelay>> preparation) {
        this.onFailure = onFailure;
        directory = temporaryDirectory();
        database = TestServers.postgres().createDatabase();
        hibernate = new TreeMap<>(Map.of(
                "hibernate.cache.use_query_cache",
                "true",
                "hibernate.cache.redis.namespace",
                NAMESPACE,
                "hibernate.cache.redis.on_failure",
                onFailure.name().toLowerCase(Locale.ROOT),
                "hibernate.cache.redis.command_timeout",
                commandTimeout.toMillis() + "ms",
                "hibernate.cache.redis.lock_timeout",
                LOCK_TIMEOUT.toMillis() + "ms",
                "hibernate.cache.redis.region." + ShortLivedRow.REGION + ".ttl",
                "100ms"));
        hibernate.putAll(more);
        RedisProcess redis = RedisProcess.start();
        long begun = System.nanoTime();
        List<String> registers = createRows(redis);
        setup = new Write(SETUP, SETUP, registers, begun, begun, System.nanoTime(), Outcome.ACKNOWLEDGED, true, "");
        List<RedisRelay> relays = IntStream.range(0, WORKERS)
                .mapToObj(i -> new RedisRelay(redis.host(), redis.port()))
                .toList();
        preparation.accept(redis, relays);
        Map<String, String> settings = new TreeMap<>(hibernate);
        settings.put("hibernate.hbm2ddl.auto", "none");
        site = new Site(directory, new Fleet(directory, database, relays, settings), redis);
    }

    private static Path temporaryDirectory() {
        try {
            Path target = Path.of("target", "history").toAbsolutePath();
            Files.createDirectories(target);
            return Files.createTempDirectory(target, "run-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> createRows(RedisProcess redis) {
        Node.Builder builder =
                Node.on(database, redis.uri()).entities(Kind.ENTITIES).connections(2);
        hibernate.forEach(builder::set);
        builder.set("hibernate.hbm2ddl.auto", "create").set("hibernate.cache.redis.command_timeout", "10s");
        try (Node node = builder.start()) {
            node.inTransaction(session -> session.doWork(Ledger::create));
            node.inTransaction(session -> {
                Writing writing = new Writing(session, SETUP, Register.all());
                for (Register register : Register.all()) {
                    writing.claim(register, true);
                    if (register.kind().isCollection()) {
                        ((Basket) session.find(Basket.class, register.id())).marks.add(SETUP);
                    } else {
                        session.persist(register.kind().newRow(register.id(), SETUP));
                    }
                }
            });
        }
        return Register.all().stream().map(Register::name).toList();
    }

    /** Processes that have just started are slow, and would look as if something were wrong. Not reported. */
    void warmUp(Duration duration) {
        site.fleet().go();
        site.fleet().awaitHits(System.nanoTime());
        Site.last(duration);
        site.fleet().pause();
    }

    /**
     * One fault: the workers go on for a while when it is over, but nothing is compared at rest.
     *
     * @param fault what it is reported as
     */
    void explore(Fault fault, Fault.Injection injection, Duration duration) {
        phases.add(inject(fault, injection, duration, duration));
    }

    private Phase inject(Fault fault, Fault.Injection injection, Duration duration, Duration afterwards) {
        Fleet fleet = site.fleet();
        fleet.go();
        long begun = System.nanoTime();
        injection.into(site, duration);
        long over = System.nanoTime();
        fleet.awaitHits(over);
        Site.last(afterwards);
        fleet.pause();
        return new Phase(fault, begun, over, System.nanoTime(), AtRest.NOT_LOOKED_AT);
    }

    /** One fault: the workers go on for a while when it is over, then pause, so that cache and rows can be compared. */
    void phase(Fault fault, Duration duration) {
        Phase injected = inject(fault, fault::inject, duration, duration.dividedBy(2));
        site.fleet().awaitSettled();
        AtRest atRest = AtRest.of(database, site.redis(), hibernate, LOCK_TIMEOUT);
        phases.add(injected.with(atRest));
        if (!atRest.stale().isEmpty()) {
            forgetAll();
        }
    }

    /** So that a fault's damage is not counted as the next one's. Nothing is under way. */
    private void forgetAll() {
        try (RedisConnection redis = site.redis().connect()) {
            redis.flushAll();
        }
    }

    /** One report a fault. While the workers pause. */
    List<FaultReport> reports() {
        HistoryLog.Contents contents = HistoryLog.contents(site.fleet().logs());
        List<Write> writes = new ArrayList<>(contents.writes());
        writes.add(setup);
        History history = new History(
                contents.reads(), contents.calls(), writes, Ledger.committed(database), Ledger.states(database));
        Findings findings = Checker.check(history);
        write("committed.txt", history.committed().values().stream().flatMap(List::stream));
        write("stale.txt", findings.stale().stream().map(StaleRead::explanation));
        write("lost.txt", findings.lost().stream());
        write("impossible.txt", findings.impossible().stream());
        write("phases.txt", phases.stream());
        return phases.stream()
                .map(phase -> FaultReport.of(onFailure, phase, history, findings))
                .toList();
    }

    /** Beside the workers' logs, for whoever wants to know how it came to it. */
    private void write(String file, Stream<?> lines) {
        try {
            Files.write(directory.resolve(file), lines.map(Object::toString).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where the workers' logs are. */
    Path directory() {
        return directory;
    }

    @Override
    public void close() {
        try (site) {
            site.fleet().close();
            site.fleet().relays().forEach(RedisRelay::close);
        }
    }
}
