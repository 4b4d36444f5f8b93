package io.throughline.inspect;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The command: {@code java -jar throughline-inspect.jar entry 'shop:com.acme.Product:{183}:1'}. */
@Command(
        name = "throughline-inspect",
        description =
                "Shows in plain words what the cache holds in a live Redis, on the console or on a web page. It only reads.",
        subcommands = {EntryCommand.class, StripeCommand.class, RegionCommand.class, ServeCommand.class},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:it was found and printed, or the page was served until it was interrupted",
            "1:there is no such key, or it cannot be shown or served",
            "2:invalid options"
        })
public final class Inspect {

    @Option(names = "--help", usageHelp = true, scope = ScopeType.INHERIT, description = "Shows this and exits")
    private boolean help;

    private Inspect() {}

    /**
     * Runs the command, and ends the process with its exit code.
     *
     * @param args the command line; {@code --help} says what it may be
     */
    public static void main(String[] args) {
        System.setProperty("org.jboss.logging.provider", "slf4j"); // before Hibernate's classes look for a logger
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Inspect())
                .setUsageHelpWidth(110)
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    if (!(failure instanceof CannotInspectException)) {
                        throw failure;
                    }
                    command.getErr().println(failure.getMessage());
                    return command.getCommandSpec().exitCodeOnExecutionException();
                });
    }
}
