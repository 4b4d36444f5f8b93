package io.throughline.benchmarks;

import io.throughline.benchmarks.RedisMemory.PerEntry;
import io.throughline.benchmarks.yardstick.Yardstick;
import io.throughline.demo.servers.EmbeddedRedis;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints tables in Markdown: what entries take in Redis, what it costs to encode and decode them, and what a hit pays for being counted. */
@Command(
        name = "benchmarks",
        subcommands = Yardstick.class,
        description = "What cache entries cost, beside other codecs: bytes in Redis, nanoseconds, bytes allocated.")
public final class Benchmarks implements Callable<Integer> {

    /** Many short iterations, of which the median counts, because other work on the machine disturbs some of them. */
    private static final int ITERATIONS_A_SECOND = 5;

    @Option(
            names = "--redis",
            paramLabel = "<uri>",
            description = "An EMPTY Redis of yours, which is flushed: redis://host:port. Without it one is started")
    private String redis;

    @Option(names = "--entries", defaultValue = "10000", description = "How many of a kind to store (${DEFAULT-VALUE})")
    private int entries;

    @Option(names = "--only", split = ",", description = "Which: ${COMPLETION-CANDIDATES} (all)")
    private List<Entry> only = List.of(Entry.values());

    @Option(names = "--codings", split = ",", description = "Which: ${COMPLETION-CANDIDATES} (all)")
    private List<Coding.Kind> codings = List.of(Coding.Kind.values());

    @Option(
            names = "--forks",
            defaultValue = "1",
            description = "JVMs for each figure (${DEFAULT-VALUE}); 0: no timing")
    private int forks;

    @Option(
            names = "--seconds",
            defaultValue = "4",
            description = "Seconds for each figure, after as many to warm up (${DEFAULT-VALUE})")
    private int seconds;

    @Option(names = "--counting", description = "Only what it costs a hit to be counted: no sizes, no codecs, no Redis")
    private boolean countingAlone;

    @Option(names = "--help", usageHelp = true, description = "Shows this and exits")
    private boolean help;

    @Spec
    private CommandSpec spec;

    public static void main(String[] args) {
        System.setProperty("org.jboss.logging.provider", "slf4j");
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "error");
        System.exit(new CommandLine(new Benchmarks()).execute(args));
    }

    @Override
    public Integer call() throws RunnerException {
        PrintWriter out = spec.commandLine().getOut();
        if (!countingAlone) {
            sizes(out);
            if (forks > 0) {
                timings(out);
            }
        }
        if (forks > 0) {
            counting(out);
        }
        return 0;
    }

    private void sizes(PrintWriter out) {
        EmbeddedRedis local = redis == null ? embeddedRedis() : null;
        Config config = new Config();
        config.setUseThreadClassLoader(false);
        config.useSingleServer().setAddress(local == null ? redis : local.uri()).setTimeout(10_000);
        RedissonClient client = Redisson.create(config);
        try (Mapping mapping = new Mapping()) {
            RedisMemory memory = new RedisMemory(client, entries);
            out.printf("| bytes an entry, of %d | coding | value | MEMORY USAGE | all memory |%n", entries);
            out.println("|---|---|--:|--:|--:|");
            for (Entry entry : only) {
                Map<Coding.Kind, PerEntry> measured = new EnumMap<>(Coding.Kind.class);
                codings.forEach(kind -> measured.put(kind, memory.measure(entry, kind, mapping)));
                measured.forEach((kind, bytes) -> out.printf(
                        Locale.ROOT,
                        "| %s | %s | %d | %.0f | %.0f |%n",
                        entry,
                        kind,
                        bytes.value(),
                        bytes.usage(),
                        bytes.used()));
                out.flush();
            }
        } finally {
            client.shutdown();
            if (local != null) {
                local.close();
            }
        }
    }

    private static EmbeddedRedis embeddedRedis() {
        try {
            return EmbeddedRedis.start();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start the embedded Redis here; --redis names one of yours", e);
        }
    }

    private void timings(PrintWriter out) throws RunnerException {
        ChainedOptionsBuilder options =
                options(CodecBenchmark.class).param("entry", names(only)).param("coding", names(codings));
        Collection<RunResult> results = new Runner(options.build()).run();
        Map<List<String>, Map<String, RunResult>> rows = new HashMap<>();
        results.forEach(result -> rows.computeIfAbsent(
                        List.of(
                                result.getParams().getParam("entry"),
                                result.getParams().getParam("coding")),
                        row -> new HashMap<>())
                .put(result.getPrimaryResult().getLabel(), result));
        out.printf(
                "%n| entry | coding | encode: CPU ns | wall ns | allocated B | decode: CPU ns | wall ns | allocated B |%n");
        out.println("|---|---|--:|--:|--:|--:|--:|--:|");
        for (Entry entry : only) {
            for (Coding.Kind coding : codings) {
                Map<String, RunResult> row = rows.getOrDefault(List.of(entry.name(), coding.name()), Map.of());
                List<String> cells = new ArrayList<>(List.of(entry.name(), coding.name()));
                cells.addAll(figures(row.get("encode")));
                cells.addAll(figures(row.get("decode")));
                out.println("| " + String.join(" | ", cells) + " |");
            }
        }
        out.flush();
    }

    /** Many short iterations; each figure comes from JVMs of its own. */
    private ChainedOptionsBuilder options(Class<?> benchmark) {
        return new OptionsBuilder()
                .include(benchmark.getSimpleName())
                .forks(forks)
                .jvmArgsAppend("-Dorg.jboss.logging.provider=slf4j", "-Dorg.slf4j.simpleLogger.defaultLogLevel=error")
                .warmupIterations(seconds * ITERATIONS_A_SECOND)
                .warmupTime(TimeValue.milliseconds(1000 / ITERATIONS_A_SECOND))
                .measurementIterations(seconds * ITERATIONS_A_SECOND)
                .measurementTime(TimeValue.milliseconds(1000 / ITERATIONS_A_SECOND))
                .addProfiler(GCProfiler.class)
                .addProfiler(CpuProfiler.class)
                .verbosity(VerboseMode.SILENT);
    }

    private void counting(PrintWriter out) throws RunnerException {
        Collection<RunResult> results =
                new Runner(options(CountingBenchmark.class).build()).run();
        out.printf("%n| a hit | observed by | CPU ns | wall ns | allocated B |%n");
        out.println("|---|---|--:|--:|--:|");
        for (RunResult result : results) {
            out.printf(
                    Locale.ROOT,
                    "| %s | %s | %.1f | %.1f | %.1f |%n",
                    result.getPrimaryResult().getLabel(),
                    result.getParams().getParam("observed"),
                    result.getSecondaryResults()
                            .get(CpuProfiler.LABEL)
                            .getStatistics()
                            .getPercentile(50),
                    result.getPrimaryResult().getStatistics().getPercentile(50),
                    result.getSecondaryResults().get("gc.alloc.rate.norm").getScore());
        }
        out.flush();
    }

    /** The figures of a benchmark; there are none if the codec throws. */
    private static List<String> figures(RunResult result) {
        return result == null
                ? List.of("fails", "", "")
                : List.of(
                        figure(result.getSecondaryResults()
                                .get(CpuProfiler.LABEL)
                                .getStatistics()
                                .getPercentile(50)),
                        figure(result.getPrimaryResult().getStatistics().getPercentile(50)),
                        figure(result.getSecondaryResults()
                                .get("gc.alloc.rate.norm")
                                .getScore()));
    }

    private static String figure(double number) {
        return String.format(Locale.ROOT, "%.0f", number);
    }

    private static String[] names(List<? extends Enum<?>> values) {
        return values.stream().map(Enum::name).toArray(String[]::new);
    }
}
