package io.throughline.it.elsewhere;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The application of integration-tests/micronaut, started from its jar. */
final class MicronautProcess implements AutoCloseable {

    private static final Path JAR = Path.of("..", "micronaut", "target", "shop.jar");
    private static final Pattern STARTED = Pattern.compile("Server Running: (http://\\S+)");
    private static final long PATIENCE_SECONDS = 120;

    private final Process process;
    private final StringBuffer log = new StringBuffer();
    private final CompletableFuture<URI> address = new CompletableFuture<>();

    private MicronautProcess(Process process) {
        this.process = process;
        Thread reader = new Thread(this::readLog, "log of the application");
        reader.setDaemon(true);
        reader.start();
    }

    /** Does not wait for it. */
    static MicronautProcess launch(List<String> properties) {
        if (!Files.exists(JAR)) {
            throw new IllegalStateException(
                    JAR + " is not there: Maven's phase 'package' makes it, and 'test' is before that");
        }
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1", // starts sooner
                "-jar",
                JAR.toString(),
                "-micronaut.server.port=-1")); // a free one
        properties.forEach(property -> command.add("-" + property));
        try {
            return new MicronautProcess(
                    new ProcessBuilder(command).redirectErrorStream(true).start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void readLog() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                log.append(line).append('\n');
                Matcher started = STARTED.matcher(line);
                if (started.find()) {
                    address.complete(URI.create(started.group(1)));
                }
            }
            address.completeExceptionally(new IllegalStateException("The application has ended:\n" + log));
        } catch (IOException e) {
            address.completeExceptionally(e);
        }
    }

    /** @throws IllegalStateException with what the application has said, if it does not start */
    Shop shop() {
        try {
            return new Shop(address.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
        } catch (TimeoutException e) {
            throw new IllegalStateException("The application has not started:\n" + log, e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause().getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** As an orchestrator ends it: SIGTERM. {@return all that it has said} */
    String stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("The application does not end:\n" + log);
        }
        address.handle((started, failure) -> null);
        return log.toString();
    }

    String log() {
        return log.toString();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
