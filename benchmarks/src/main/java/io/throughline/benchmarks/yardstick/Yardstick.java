package io.throughline.benchmarks.yardstick;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Prints a table in Markdown. The contenders take turns, operation by operation and round by round, so that other work on the machine affects all of them. */
@Command(
        name = "compare",
        description = "What operations of an application cost with each second-level cache, and without one.")
public final class Yardstick implements Callable<Integer> {

    private static final double NANOS_A_MILLI = 1e6;
    /** What has run with one number of threads is compiled already: with another number, the warm-up is shorter by this factor. */
    private static final double WARMED_UP = 4;

    /** The warm-up ends when the compiler is busy for less than this share of the time. */
    private static final double COMPILED = .1;
    /** Seconds. */
    private static final double WARM_UP_STEP = 3;

    private static final double MOST_DELAY_MILLIS = 100;
    private static final String HEAD =
            "| operation | threads | contender | operations a second | JVM us | Redis us | bytes allocated | median us | p99 us |";
    private static final String RULER = "|---|--:|---|--:|--:|--:|--:|--:|--:|";
    /** Each has a connection and rows of its own. */
    private static final int MOST_THREADS = 8;

    private static final int MOST_NODES = 2;

    @Option(names = "--contenders", split = ",", description = "Which: ${COMPLETION-CANDIDATES} (all)")
    private List<Contender> contenders = List.of(Contender.values());

    @Option(names = "--operations", split = ",", description = "Which: ${COMPLETION-CANDIDATES} (all)")
    private List<Operation> operations = List.of(Operation.values());

    @Option(names = "--threads", split = ",", description = "How many at a time, up to 8 (1,8)")
    private List<Integer> threads = List.of(1, 8);

    @Option(
            names = "--warm-up",
            defaultValue = "12",
            description =
                    "Seconds at least for each contender and operation, before it is measured; a quarter of it for each further number of threads (${DEFAULT-VALUE})")
    private double warmUp;

    @Option(
            names = "--longest-warm-up",
            defaultValue = "90",
            description =
                    "Seconds at most: the warm-up goes on until the JVM's compiler has little left to do (${DEFAULT-VALUE})")
    private double longestWarmUp;

    @Option(names = "--seconds", defaultValue = "2", description = "Seconds for each figure (${DEFAULT-VALUE})")
    private double seconds;

    @Option(
            names = "--rounds",
            defaultValue = "5",
            description = "Figures of each, of which the median is printed (${DEFAULT-VALUE})")
    private int rounds;

    @Option(
            names = "--delay",
            defaultValue = "0",
            description =
                    "Milliseconds that a round trip to either server takes longer; round trips are counted then (${DEFAULT-VALUE})")
    private double delayMillis;

    @Option(
            names = "--nodes",
            defaultValue = "1",
            description =
                    "How many nodes of each contender share its tables, 1 or 2, each with so many threads (${DEFAULT-VALUE}). EHCACHE is stale with 2")
    private int nodes;

    @Option(names = "--plots", paramLabel = "<folder>", description = "Where to write plots, as SVG; none without it")
    private @Nullable Path plots;

    @Option(names = "--help", usageHelp = true, description = "Shows this and exits")
    private boolean help;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        for (int some : threads) {
            accept("--threads", some, 1, MOST_THREADS);
        }
        accept("--nodes", nodes, 1, MOST_NODES);
        accept("--delay", delayMillis, 0, MOST_DELAY_MILLIS);
        PrintWriter out = spec.commandLine().getOut();
        boolean far = delayMillis > 0;
        Map<Contender, Nodes> applications = new EnumMap<>(Contender.class);
        try (Servers servers = new Servers((long) (delayMillis * NANOS_A_MILLI))) {
            contenders.forEach(contender -> applications.put(contender, Nodes.start(nodes, contender, servers)));
            out.println(HEAD + (far ? " trips to the database | trips to Redis |" : ""));
            out.println(RULER + (far ? "--:|--:|" : ""));
            for (int some : threads) {
                Map<Operation, Map<Contender, Medians>> all = new EnumMap<>(Operation.class);
                for (Operation operation : operations) {
                    Map<Contender, Medians> medians = compare(
                            operation,
                            some,
                            some == threads.get(0) ? warmUp : warmUp / WARMED_UP,
                            applications,
                            servers);
                    medians.forEach((contender, its) -> print(out, operation, some, contender, its, far));
                    all.put(operation, medians);
                }
                if (plots != null) {
                    new Plots(plots).draw(some, far, all);
                }
            }
        } finally {
            applications.values().forEach(Nodes::close);
        }
        return 0;
    }

    private void accept(String option, double value, double least, double most) {
        if (!(value >= least && value <= most)) {
            throw new ParameterException(
                    spec.commandLine(),
                    String.format(
                            Locale.ROOT, "%s=%s is not accepted; accepted: %.0f to %.0f", option, value, least, most));
        }
    }

    private Map<Contender, Medians> compare(
            Operation operation, int some, double warming, Map<Contender, Nodes> applications, Servers servers) {
        applications.forEach((contender, application) -> warmUp(operation, some, warming, contender, application));
        Map<Contender, List<Medians.Round>> measured = new EnumMap<>(Contender.class);
        for (int round = 0; round < rounds; round++) {
            applications.forEach((contender, application) -> {
                Servers.Count before = servers.count();
                Figures figures = application.run(operation, some, millis(seconds));
                measured.computeIfAbsent(contender, c -> new ArrayList<>())
                        .add(new Medians.Round(figures, before, servers.count()));
                application.tidy();
            });
        }
        Map<Contender, Medians> medians = new EnumMap<>(Contender.class);
        measured.forEach((contender, its) -> medians.put(contender, Medians.of(its)));
        return medians;
    }

    /** The more code an operation runs through, the longer it takes until all of it is compiled: half a minute or more on two busy processors. */
    private void warmUp(Operation operation, int some, double least, Contender contender, Nodes application) {
        application.run(operation, some, millis(least));
        double compiling = 1;
        for (double spent = least; spent < longestWarmUp && compiling > COMPILED; spent += WARM_UP_STEP) {
            compiling = application.run(operation, some, millis(WARM_UP_STEP)).compiling();
        }
        application.tidy();
        if (compiling > COMPILED && longestWarmUp > least) {
            spec.commandLine()
                    .getErr()
                    .printf(
                            Locale.ROOT,
                            "%s, %s: the compiler is busy for %.0f %% of the time after %.0f s of warm-up%n",
                            contender,
                            operation,
                            100 * compiling,
                            longestWarmUp);
        }
    }

    private static long millis(double seconds) {
        return (long) (seconds * 1000);
    }

    private static void print(
            PrintWriter out, Operation operation, int some, Contender contender, Medians medians, boolean far) {
        out.printf(
                Locale.ROOT,
                "| %s | %d | %s | %,.0f | %.0f | %.0f | %,.0f | %.0f | %.0f |",
                operation,
                some,
                contender,
                medians.perSecond(),
                medians.cpuMicros(),
                medians.redisMicros(),
                medians.bytes(),
                medians.medianMicros(),
                medians.p99Micros());
        if (far) {
            out.printf(Locale.ROOT, " %.1f | %.1f |", medians.databaseTrips(), medians.redisTrips());
        }
        out.println();
        out.flush();
    }
}
