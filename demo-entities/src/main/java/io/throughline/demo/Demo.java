package io.throughline.demo;

import io.throughline.demo.servers.CannotRunException;
import io.throughline.demo.servers.Database;
import io.throughline.demo.servers.DemoSpace;
import io.throughline.demo.servers.EmbeddedServers;
import io.throughline.demo.servers.RedisUri;
import io.throughline.demo.servers.Servers;
import io.throughline.demo.tour.Report;
import io.throughline.demo.tour.Tour;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The demo's main program. */
@Command(
        name = "demo",
        sortOptions = false,
        description =
                "Runs two nodes of a small shop with Throughline, the second-level cache for Hibernate in Redis, and shows as a table"
                        + " what it costs them: SQL statements and round trips to Redis.%n%nWith neither --jdbc-url nor --redis it starts a"
                        + " PostgreSQL and a Redis of its own, and stops them. On your own servers it works in a schema ("
                        + DemoSpace.SCHEMA
                        + ") and under keys (" + DemoSpace.NAMESPACE + ":*) of its own, and removes them.%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:all is as expected", "1:something is not, or the demo cannot run here", "2:invalid options"})
public final class Demo implements Callable<Integer> {

    @Option(
            names = "--jdbc-url",
            paramLabel = "<url>",
            description = "Your PostgreSQL: jdbc:postgresql://host[:port]/database")
    private String jdbcUrl;

    @Option(names = "--jdbc-user", paramLabel = "<user>", description = "Its user; may create a schema")
    private String jdbcUser;

    @Option(
            names = "--jdbc-password",
            paramLabel = "<password>",
            arity = "0..1",
            interactive = true,
            description = "The user's password; asked for if the option has no value")
    private String jdbcPassword;

    @Option(
            names = "--redis",
            paramLabel = "<uri>",
            description =
                    "Your Redis, 6.2 or later: redis://[[user:]password@]host[:port][/database], rediss:// for TLS")
    private String redis;

    @Option(names = "--help", usageHelp = true, description = "Shows this and exits")
    private boolean help;

    @Spec
    private CommandSpec spec;

    private volatile boolean interrupted;

    public static void main(String[] args) {
        System.exit(run(args));
    }

    /** @return the exit code */
    static int run(String... args) {
        return commandLine().execute(args);
    }

    static CommandLine commandLine() {
        Demo demo = new Demo();
        return new CommandLine(demo).setExecutionExceptionHandler((failure, command, parsed) -> {
            if (!(failure instanceof CannotRunException) && !demo.interrupted) {
                throw failure;
            }
            command.getErr().println(demo.interrupted ? "interrupted" : failure.getMessage());
            return command.getCommandSpec().exitCodeOnExecutionException();
        });
    }

    @Override
    public Integer call() {
        requireBothOrNeither();
        keepLogsQuiet();
        Report report = new Report(spec.commandLine().getOut());
        try (Servers servers = servers();
                DemoSpace space = new DemoSpace(servers)) {
            Thread ending = new Thread(() -> end(servers, space));
            Runtime.getRuntime().addShutdownHook(ending);
            space.create();
            Tour.run(servers, space, report);
            Runtime.getRuntime().removeShutdownHook(ending);
        }
        return report.conclude() ? 0 : 1;
    }

    /** Ctrl-C: your own servers are left as they were; embedded ones end with the JVM. */
    private void end(Servers servers, DemoSpace space) {
        interrupted = true;
        if (servers instanceof Servers.Own) {
            space.close();
        }
    }

    private void requireBothOrNeither() {
        if (jdbcUrl == null && redis != null || jdbcUrl != null && redis == null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--jdbc-url and --redis go together: give both for your own servers, or neither for embedded ones");
        }
        if (jdbcUrl == null && (jdbcUser != null || jdbcPassword != null)) {
            throw new ParameterException(spec.commandLine(), "--jdbc-user and --jdbc-password need --jdbc-url");
        }
    }

    /** Only the demo speaks, unless something goes wrong. Before Hibernate's classes are loaded: they look for a logger once. */
    private static void keepLogsQuiet() {
        System.setProperty("org.jboss.logging.provider", "slf4j");
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "warn");
    }

    private Servers servers() {
        return jdbcUrl == null
                ? EmbeddedServers.start()
                : new Servers.Own(new Database(jdbcUrl, jdbcUser, jdbcPassword), RedisUri.parse(redis));
    }
}
