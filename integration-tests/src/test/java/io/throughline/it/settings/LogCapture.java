package io.throughline.it.settings;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the provider says at WARN or above while it is open: the logging of the tests goes to the error stream (simplelogger.properties),
 * which still gets it.
 */
public final class LogCapture implements AutoCloseable {

    private static final Pattern LINE = Pattern.compile("(?:WARN|ERROR) \\S+ - (THRU\\d{6}: .*)");

    private final PrintStream before = System.err;
    private final ByteArrayOutputStream captured = new ByteArrayOutputStream();

    public LogCapture() {
        System.setErr(new PrintStream(
                new java.io.OutputStream() {
                    @Override
                    public void write(int b) {
                        captured.write(b);
                        before.write(b);
                    }

                    @Override
                    public void write(byte[] bytes, int from, int length) {
                        captured.write(bytes, from, length);
                        before.write(bytes, from, length);
                    }
                },
                true,
                StandardCharsets.UTF_8));
    }

    /** Warnings and errors, each from its number on. */
    public List<String> warnings() {
        return captured.toString(StandardCharsets.UTF_8)
                .lines()
                .map(LINE::matcher)
                .filter(Matcher::find)
                .map(line -> line.group(1))
                .toList();
    }

    /** Those with the given number. */
    public List<String> withNumber(int number) {
        String prefix = String.format("THRU%06d:", number);
        return warnings().stream().filter(text -> text.startsWith(prefix)).toList();
    }

    @Override
    public void close() {
        System.setErr(before);
    }
}
