package io.throughline.it.settings;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.simple.SimpleLogger;

/**
 * Captures what is logged while it is open. The logging of the tests goes to the error stream (simplelogger.properties), which still gets it. What
 * the provider logs below WARN, if that is requested, does not get there.
 */
public final class LogCapture implements AutoCloseable {

    private static final Pattern LINE = Pattern.compile("(TRACE|DEBUG|INFO|WARN|ERROR) \\S+ - THRU(\\d{6}): (.*)");
    private static final Pattern STACK_TRACE = Pattern.compile("(?m)^\\s+at \\S+\\(.*\\)$");

    private final PrintStream before = System.err;
    private final ByteArrayOutputStream captured = new ByteArrayOutputStream();
    private final boolean quiet;
    private final int levelBefore;

    /** A line of the provider's. */
    public record Line(Level level, int number, String text) {}

    /** Warnings and errors. */
    public LogCapture() {
        this(Level.WARN);
    }

    /** What the provider says at this level or above. */
    public LogCapture(Level least) {
        quiet = least.toInt() < Level.WARN.toInt();
        levelBefore = setLevel(least.toInt());
        System.setErr(new PrintStream(
                new OutputStream() {
                    @Override
                    public void write(int b) {
                        write(new byte[] {(byte) b}, 0, 1);
                    }

                    @Override
                    public void write(byte[] bytes, int from, int length) {
                        synchronized (captured) {
                            captured.write(bytes, from, length);
                        }
                        if (!quiet) {
                            before.write(bytes, from, length);
                        }
                    }
                },
                true,
                StandardCharsets.UTF_8));
    }

    /** Levels are fixed when a logger is made; nothing but a field can change them. */
    private static int setLevel(int level) {
        Logger logger = LoggerFactory.getLogger("io.throughline");
        try {
            Field current = SimpleLogger.class.getDeclaredField("currentLogLevel");
            current.setAccessible(true);
            int known = (int) current.get(logger);
            current.set(logger, level);
            return known;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("The level of " + logger + " cannot be set", e);
        }
    }

    /** All that has been printed, by whomever. */
    public String text() {
        synchronized (captured) {
            return captured.toString(StandardCharsets.UTF_8);
        }
    }

    /** The provider's, in order. */
    public List<Line> lines() {
        return LINE.matcher(text())
                .results()
                .map(line -> new Line(Level.valueOf(line.group(1)), Integer.parseInt(line.group(2)), line.group(3)))
                .toList();
    }

    /** The provider's of this level alone. */
    public List<Line> lines(Level level) {
        return lines().stream().filter(line -> line.level() == level).toList();
    }

    /** Lines of stack traces, whoever printed them. */
    public List<String> stackTraces() {
        Matcher matcher = STACK_TRACE.matcher(text());
        return matcher.results().map(MatchResult::group).toList();
    }

    /** The provider's warnings and errors, each from its number on. */
    public List<String> warnings() {
        return lines().stream()
                .filter(line -> line.level().toInt() >= Level.WARN.toInt())
                .map(LogCapture::numbered)
                .toList();
    }

    /** Those with the given number, at whatever level. */
    public List<String> withNumber(int number) {
        return lines().stream()
                .filter(line -> line.number() == number)
                .map(LogCapture::numbered)
                .toList();
    }

    private static String numbered(Line line) {
        return String.format("THRU%06d: %s", line.number(), line.text());
    }

    @Override
    public void close() {
        System.setErr(before);
        setLevel(levelBefore);
    }
}
