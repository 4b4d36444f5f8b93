package io.throughline.benchmarks.yardstick;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A running {@link Application}. */
final class ApplicationProcess implements AutoCloseable {

    private final Contender contender;
    private final Process process;
    private final BufferedReader answers;
    private final PrintStream orders;
    private final List<String> said = new ArrayList<>();

    private ApplicationProcess(Contender contender, Process process) {
        this.contender = contender;
        this.process = process;
        this.answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        this.orders = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    }

    /**
     * Returns when it is ready.
     *
     * @param node which of the nodes that share the tables; 0 makes and fills them
     */
    static ApplicationProcess start(Contender contender, int node, String jdbcUrl, String redisUri) {
        try {
            ApplicationProcess application = new ApplicationProcess(
                    contender,
                    new ProcessBuilder(
                                    Path.of(System.getProperty("java.home"), "bin", "java")
                                            .toString(),
                                    "-Xmx1g",
                                    "-Dorg.jboss.logging.provider=slf4j",
                                    "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                                    "-cp",
                                    contender.classPath(),
                                    Application.class.getName(),
                                    contender.name(),
                                    String.valueOf(node),
                                    jdbcUrl,
                                    redisUri)
                            .redirectErrorStream(true)
                            .start());
            application.answer();
            return application;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start a JVM for " + contender, e);
        }
    }

    /**
     * Begins to run the operation; {@link #figures} must be called next.
     *
     * @param millis approximate duration
     */
    void begin(Operation operation, int threads, long millis) {
        orders.println(operation.name() + ' ' + threads + ' ' + millis);
    }

    /** The figures of the operation that was begun; waits until it has ended. */
    Figures figures() {
        return Figures.of(answer());
    }

    /** Removes what operations have inserted; waits until it is done. */
    void tidy() {
        orders.println(Application.TIDY);
        answer();
    }

    private String answer() {
        try {
            for (String line = answers.readLine(); line != null; line = answers.readLine()) {
                if (line.startsWith(Application.ANSWER)) {
                    return line.substring(Application.ANSWER.length());
                }
                said.add(line);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot hear " + contender, e);
        }
        throw new IllegalStateException("the JVM of " + contender + " has ended: " + String.join("\n", said));
    }

    @Override
    public void close() {
        orders.close();
        process.destroy();
    }
}
