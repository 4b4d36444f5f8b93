package io.throughline.benchmarks.yardstick;

import io.throughline.demo.servers.EmbeddedServers;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.api.redisnode.RedisNode;
import org.redisson.api.redisnode.RedisNodes;
import org.redisson.config.Config;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Prints a table in Markdown. The contenders take turns, operation by operation and round by round, so that what else the machine does meets all of them. */
@Command(
        name = "compare",
        description = "What operations of an application cost with each second-level cache, and without one.")
public final class Yardstick implements Callable<Integer> {

    private static final double MICROS_A_SECOND = 1e6;
    /** Each has a connection and rows of its own. */
    private static final int MOST_THREADS = 8;

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
                    "Seconds for each contender, operation and number of threads, before it is measured (${DEFAULT-VALUE})")
    private double warmUp;

    @Option(names = "--seconds", defaultValue = "2", description = "Seconds for each figure (${DEFAULT-VALUE})")
    private double seconds;

    @Option(
            names = "--rounds",
            defaultValue = "5",
            description = "Figures of each, of which the median is printed (${DEFAULT-VALUE})")
    private int rounds;

    @Option(names = "--help", usageHelp = true, description = "Shows this and exits")
    private boolean help;

    @Spec
    private CommandSpec spec;

    /** With what the Redis did meanwhile. */
    private record Round(Figures figures, double redisMicros) {}

    @Override
    public Integer call() {
        for (int some : threads) {
            if (some < 1 || some > MOST_THREADS) {
                throw new ParameterException(
                        spec.commandLine(), "--threads=" + some + " is not accepted; accepted: 1 to " + MOST_THREADS);
            }
        }
        PrintWriter out = spec.commandLine().getOut();
        Map<Contender, ApplicationProcess> applications = new EnumMap<>(Contender.class);
        try (EmbeddedServers servers = EmbeddedServers.start();
                RedisCpu redis = new RedisCpu(servers.redis().toString())) {
            contenders.forEach(contender -> applications.put(
                    contender,
                    ApplicationProcess.start(
                            contender,
                            servers.database().jdbcUrl(),
                            servers.redis().toString())));
            out.println(
                    "| operation | threads | contender | operations a second | JVM us | Redis us | bytes allocated | median us | p99 us |");
            out.println("|---|--:|---|--:|--:|--:|--:|--:|--:|");
            for (int some : threads) {
                for (Operation operation : operations) {
                    compare(operation, some, applications, redis)
                            .forEach((contender, measured) -> print(out, operation, some, contender, measured));
                }
            }
        } finally {
            applications.values().forEach(ApplicationProcess::close);
        }
        return 0;
    }

    private Map<Contender, List<Round>> compare(
            Operation operation, int some, Map<Contender, ApplicationProcess> applications, RedisCpu redis) {
        applications.values().forEach(application -> application.run(operation, some, millis(warmUp)));
        Map<Contender, List<Round>> measured = new EnumMap<>(Contender.class);
        for (int round = 0; round < rounds; round++) {
            applications.forEach((contender, application) -> {
                double before = redis.micros();
                Figures figures = application.run(operation, some, millis(seconds));
                double redisMicros = (redis.micros() - before) / (figures.perSecond() * seconds);
                measured.computeIfAbsent(contender, c -> new ArrayList<>()).add(new Round(figures, redisMicros));
            });
        }
        return measured;
    }

    private static long millis(double seconds) {
        return (long) (seconds * 1000);
    }

    private static void print(
            PrintWriter out, Operation operation, int some, Contender contender, List<Round> measured) {
        out.printf(
                Locale.ROOT,
                "| %s | %d | %s | %,.0f | %.0f | %.0f | %,.0f | %.0f | %.0f |%n",
                operation.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                some,
                contender,
                median(measured, round -> round.figures().perSecond()),
                median(measured, round -> round.figures().cpuMicros()),
                median(measured, Round::redisMicros),
                median(measured, round -> round.figures().bytes()),
                median(measured, round -> round.figures().medianMicros()),
                median(measured, round -> round.figures().p99Micros()));
        out.flush();
    }

    private static double median(List<Round> rounds, ToDoubleFunction<Round> figure) {
        double[] sorted = rounds.stream().mapToDouble(figure).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    /** Processor time that a server has used. */
    private static final class RedisCpu implements AutoCloseable {

        private final RedissonClient client;

        RedisCpu(String uri) {
            Config config = new Config();
            config.setUseThreadClassLoader(false);
            config.useSingleServer().setAddress(uri).setConnectionPoolSize(1).setConnectionMinimumIdleSize(1);
            client = Redisson.create(config);
        }

        double micros() {
            Map<String, String> cpu =
                    client.getRedisNodes(RedisNodes.SINGLE).getInstance().info(RedisNode.InfoSection.CPU);
            return Stream.of("used_cpu_user", "used_cpu_sys")
                            .mapToDouble(name -> Double.parseDouble(cpu.get(name)))
                            .sum()
                    * MICROS_A_SECOND;
        }

        @Override
        public void close() {
            client.shutdown();
        }
    }
}
