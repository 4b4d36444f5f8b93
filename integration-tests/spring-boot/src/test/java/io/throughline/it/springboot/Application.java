package io.throughline.it.springboot;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An instance of the application: a process, started from its jar, and asked over HTTP. */
final class Application implements Shop, AutoCloseable {

    private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");
    private static final Pattern STARTED = Pattern.compile("Started ShopApplication in");
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();

    private final Process process;
    private final StringBuffer log = new StringBuffer();
    private final CompletableFuture<Integer> port = new CompletableFuture<>();
    private final Thread reader;
    private volatile boolean stopping;

    private Application(Process process) {
        this.process = process;
        reader = new Thread(this::readLog, "log of the application");
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * Does not wait for it: see {@link #awaitStarted}.
     *
     * @param properties Spring's, or with {@code -D} in front the system's
     */
    static Application launch(SpringBoot release, List<String> properties) {
        Path jar = release.jar();
        if (!Files.exists(jar)) {
            throw new IllegalStateException(
                    jar + " is not there: Maven's phase 'package' makes it, and 'test' is before that");
        }
        List<String> command = new ArrayList<>(List.of(
                release.jdk().java().toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1")); // starts sooner
        properties.stream().filter(property -> property.startsWith("-D")).forEach(command::add);
        command.addAll(List.of("-jar", jar.toString(), "--server.port=0", "--spring.main.banner-mode=off"));
        // the client does not repeat a POST for which it has taken a connection that the server has just closed as idle
        command.add("--server.tomcat.keep-alive-timeout=10m");
        properties.stream()
                .filter(property -> !property.startsWith("-D"))
                .forEach(property -> command.add("--" + property));
        try {
            return new Application(
                    new ProcessBuilder(command).redirectErrorStream(true).start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void readLog() {
        Matcher seen = null;
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                log.append(line).append('\n');
                Matcher tomcat = PORT.matcher(line);
                if (tomcat.find()) {
                    seen = tomcat;
                }
                if (seen != null && STARTED.matcher(line).find()) {
                    port.complete(Integer.parseInt(seen.group(1)));
                }
            }
            port.completeExceptionally(new IllegalStateException("The application has ended:\n" + log));
        } catch (IOException e) {
            port.completeExceptionally(e);
        }
    }

    /** One that does not start is ended: nobody else has it. */
    Application awaitStarted() {
        try {
            port();
            return this;
        } catch (IllegalStateException e) {
            close();
            throw e;
        }
    }

    private int port() {
        try {
            return port.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new IllegalStateException("The application has not started:\n" + log, e);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** All that it has said, on both streams. */
    String log() {
        return log.toString();
    }

    // asked

    @Override
    public String get(String path) throws IOException {
        return body(path, "GET");
    }

    @Override
    public String post(String path) throws IOException {
        return body(path, "POST");
    }

    /** As {@link #get}. */
    String delete(String path) throws IOException {
        return body(path, "DELETE");
    }

    private String body(String path, String method) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port() + path))
                .method(method, BodyPublishers.noBody())
                .timeout(PATIENCE)
                .build();
        try {
            HttpResponse<String> response = HTTP.send(request, BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new RefusedException(method + " " + path + ": " + response.statusCode() + " " + response.body());
            }
            return response.body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    // ended

    /** As an operator or an orchestrator does it: SIGTERM. Does not wait: see {@link #awaitEnd}. */
    void stop() {
        stopping = true;
        process.destroy();
    }

    @Override
    public boolean isStopping() {
        return stopping;
    }

    @Override
    public void awaitEnd() {
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("The application does not end:\n" + log);
            }
            reader.join(PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
