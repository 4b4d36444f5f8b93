package io.throughline.it.history;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.throughline.it.nodes.ChildJvm;
import io.throughline.it.servers.Signals;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** A worker's life, as its runner sees it. */
final class WorkerProcess implements AutoCloseable {

    private static final int PATIENCE_SECONDS = 60;

    private final String name;
    private final Process process;
    private final Writer commands;
    private final BlockingQueue<String> answers = new ArrayBlockingQueue<>(100);

    private WorkerProcess(String name, Process process) {
        this.name = name;
        this.process = process;
        commands = process.outputWriter(UTF_8);
        Thread reader = new Thread(this::readAnswers, "answers of worker " + name);
        reader.setDaemon(true);
        reader.start();
    }

    /** Does not wait until it is ready. */
    static WorkerProcess start(WorkerSettings settings, Path directory) {
        Path file = directory.resolve(settings.process() + ".properties");
        settings.writeTo(file);
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(ChildJvm.STARTS_SOON);
        Collections.addAll(
                command,
                "-Dorg.jboss.logging.provider=slf4j",
                "-Dthroughline.near=" + Boolean.getBoolean("throughline.near"),
                "-cp",
                System.getProperty("java.class.path"),
                Worker.class.getName(),
                file.toString());
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.redirectError(directory.resolve(settings.process() + ".err").toFile());
        try {
            return new WorkerProcess(settings.process(), builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start worker " + settings.process(), e);
        }
    }

    private void readAnswers() {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                answers.add(line);
            }
        } catch (IOException e) {
            // killed
        }
    }

    void freeze() {
        Signals.freeze(process);
    }

    void thaw() {
        Signals.thaw(process);
    }

    void awaitReady() {
        answer("ready");
    }

    void go() {
        ask("go");
    }

    /** Returns when all that was under way has ended. */
    void pause() {
        ask("pause");
    }

    /** When its last read began that was a hit; {@link Long#MIN_VALUE} before the first one. */
    long lastHit() {
        return Long.parseLong(ask("hit")[1]);
    }

    /** How many keys it owes to Redis. */
    long unsettled() {
        return Long.parseLong(ask("owed")[2]);
    }

    private String[] ask(String question) {
        try {
            commands.write(question + "\n");
            commands.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("worker " + name + " is gone, see its .err file", e);
        }
        return answer(question).split(" ");
    }

    private String answer(String expected) {
        try {
            String answer = answers.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (answer == null || !answer.startsWith(expected)) {
                throw new IllegalStateException("worker " + name + " was to answer " + expected + ", and did " + answer
                        + ", see its .err file");
            }
            return answer;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** SIGKILL. */
    void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** In order, if it is still there. */
    @Override
    public void close() {
        try {
            commands.write("stop\n");
            commands.close();
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                kill();
            }
        } catch (IOException e) {
            kill(); // most likely gone
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void awaitEnd() {
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
