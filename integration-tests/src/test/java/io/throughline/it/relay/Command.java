package io.throughline.it.relay;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.throughline.protocol.Script;
import io.throughline.protocol.Scripts;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** One request as it went over the wire: a command's name and its arguments. Equality of content is not offered. */
public record Command(List<byte[]> args) {

    private static final Set<String> SCRIPT_CALLS =
            Set.of("EVAL", "EVALSHA", "EVAL_RO", "EVALSHA_RO", "FCALL", "FCALL_RO");
    private static final Set<String> ALL_KEYS = Set.of("MGET", "DEL", "UNLINK", "EXISTS", "TOUCH", "WATCH");
    private static final Set<String> KEYS_AND_VALUES = Set.of("MSET", "MSETNX");
    private static final Set<String> NO_KEYS = Set.of(
            "AUTH",
            "CLIENT",
            "CLUSTER",
            "COMMAND",
            "CONFIG",
            "DBSIZE",
            "DEBUG",
            "DISCARD",
            "ECHO",
            "EXEC",
            "FLUSHALL",
            "FLUSHDB",
            "FUNCTION",
            "HELLO",
            "INFO",
            "KEYS",
            "MULTI",
            "PING",
            "PSUBSCRIBE",
            "PUBLISH",
            "PUBSUB",
            "PUNSUBSCRIBE",
            "QUIT",
            "READONLY",
            "READWRITE",
            "ASKING",
            "ROLE",
            "SCAN",
            "SCRIPT",
            "SELECT",
            "SENTINEL",
            "SPUBLISH",
            "SSUBSCRIBE",
            "SUBSCRIBE",
            "SUNSUBSCRIBE",
            "TIME",
            "UNSUBSCRIBE",
            "UNWATCH",
            "WAIT");
    private static final Script SWEEP = Scripts.shipped().sweep();
    private static final Pattern OPERATION = Pattern.compile("[a-z]+");

    private static final int SHOWN_KEYS = 8;
    private static final int SHOWN_KEY_LENGTH = 60;

    public Command {
        if (args.isEmpty()) {
            throw new IllegalArgumentException("a command has a name");
        }
        args = List.copyOf(args);
    }

    public static Command of(String... args) {
        return new Command(Arrays.stream(args).map(arg -> arg.getBytes(UTF_8)).toList());
    }

    /** For stalls and the like: commands of any of these names. */
    public static Predicate<Command> named(String... names) {
        Set<String> wanted = Set.of(names);
        return command -> wanted.contains(command.name());
    }

    /** What a node asks once a second: the time, which run of the server it is, and whose data it has. */
    public boolean isHeartbeat() {
        return switch (name()) {
            case "TIME" -> true;
            case "INFO" -> args.size() > 1;
            case "HMGET", "PEXPIRE" ->
                arg(1).endsWith(":identity") || arg(1).endsWith(":%run") || arg(1).endsWith(":{near}:members");
            default -> false;
        };
    }

    /** What a node does of its own accord: heartbeats, and the sweeping of what was cleared. */
    public boolean isBackground() {
        return isHeartbeat() || name().equals("SCAN") || runs(SWEEP);
    }

    /** In upper case. */
    public String name() {
        return arg(0).toUpperCase(Locale.ROOT);
    }

    /** The name itself is argument 0. */
    public String arg(int i) {
        return new String(args.get(i), UTF_8);
    }

    /** The script that an EVALSHA calls; null for any other command. */
    public String sha() {
        return name().startsWith("EVALSHA") && args.size() > 1 ? arg(1).toLowerCase(Locale.ROOT) : null;
    }

    /** Whether it is a pipeline with such an operation in it. */
    public boolean runs(Script operation) {
        return runs().stream().anyMatch(run -> run.name().equals(operation.name()));
    }

    /** Where argument {@code index} of the first such operation of a pipeline stands, for {@link #arg} and {@link #with}. */
    public int argumentOf(Script operation, int index) {
        return runs().stream()
                        .filter(run -> run.name().equals(operation.name()))
                        .findFirst()
                        .orElseThrow()
                        .at()
                + 1
                + index;
    }

    /**
     * Operations of one name in a pipeline, as {@code pipeline.lua} takes them; its header is argument {@code at}.
     *
     * @param arguments how many each has
     * @param common how many of these are the same for all
     */
    private record Run(String name, int operations, int arguments, int common, int at) {

        /** @return {@code null} if it is not a run's header */
        static Run of(byte[] header, int at) {
            int numbers = 5 * Short.BYTES;
            if (header.length < numbers + 2 || header[header.length - 1] != 0) {
                return null;
            }
            String name = new String(header, numbers, header.length - numbers - 1, UTF_8);
            ByteBuffer its = ByteBuffer.wrap(header);
            return OPERATION.matcher(name).matches()
                    ? new Run(name, its.getShort(0), its.getShort(3 * Short.BYTES), its.getShort(4 * Short.BYTES), at)
                    : null;
        }

        /** How many arguments come before the next run. */
        int length() {
            return 1 + common + operations * (arguments - common);
        }
    }

    private List<Run> runs() {
        List<Run> runs = new ArrayList<>();
        if (sha() != null && args.size() > 2) {
            int at = 3 + Integer.parseInt(arg(2)) + 1; // an argument for the whole comes first
            Run run;
            while (at < args.size() && (run = Run.of(args.get(at), at)) != null) {
                runs.add(run);
                at += run.length();
            }
        }
        return runs;
    }

    /** This command with another argument in one place. */
    public Command with(int i, String arg) {
        List<byte[]> changed = new ArrayList<>(args);
        changed.set(i, arg.getBytes(UTF_8));
        return new Command(changed);
    }

    /** The keys it names; a command not known here is taken for one with a single key, as most are. */
    public List<String> keys() {
        String name = name();
        if (SCRIPT_CALLS.contains(name)) {
            return args.size() < 3 ? List.of() : keys(3, 3 + Integer.parseInt(arg(2)), 1);
        }
        if (ALL_KEYS.contains(name)) {
            return keys(1, args.size(), 1);
        }
        if (KEYS_AND_VALUES.contains(name)) {
            return keys(1, args.size(), 2);
        }
        return NO_KEYS.contains(name) ? List.of() : keys(1, 2, 1);
    }

    private List<String> keys(int from, int to, int step) {
        return IntStream.iterate(from, i -> i < Math.min(to, args.size()), i -> i + step)
                .mapToObj(this::arg)
                .toList();
    }

    byte[] encoded() {
        ByteArrayOutputStream out = new ByteArrayOutputStream(
                16 + args.stream().mapToInt(arg -> arg.length + 16).sum());
        out.writeBytes(("*" + args.size() + "\r\n").getBytes(UTF_8));
        for (byte[] arg : args) {
            out.writeBytes(("$" + arg.length + "\r\n").getBytes(UTF_8));
            out.writeBytes(arg);
            out.writeBytes(new byte[] {'\r', '\n'});
        }
        return out.toByteArray();
    }

    /** For failure messages: {@code EVALSHA settle*2 put key1 key2}; never values, which are long and binary. */
    @Override
    public String toString() {
        List<String> keys = keys();
        String shown =
                keys.stream().limit(SHOWN_KEYS).map(key -> " " + printable(key)).collect(Collectors.joining());
        String more = keys.size() > SHOWN_KEYS ? " +" + (keys.size() - SHOWN_KEYS) + " keys" : "";
        return name() + what() + shown + more;
    }

    private String what() {
        List<Run> runs = runs();
        if (!runs.isEmpty()) {
            return runs.stream()
                    .map(run -> " " + run.name() + (run.operations() == 1 ? "" : "*" + run.operations()))
                    .collect(Collectors.joining());
        }
        if (sha() != null) {
            return " " + (sha().length() > 8 ? sha().substring(0, 8) + "…" : sha());
        }
        boolean hasSubcommand = args.size() > 1 && NO_KEYS.contains(name());
        return hasSubcommand ? " " + printable(arg(1)) : "";
    }

    private static String printable(String text) {
        String cut = text.length() > SHOWN_KEY_LENGTH ? text.substring(0, SHOWN_KEY_LENGTH) + "…" : text;
        return cut.chars()
                .mapToObj(c -> c < ' ' || c == 0xfffd ? "?" : String.valueOf((char) c))
                .collect(Collectors.joining());
    }
}
