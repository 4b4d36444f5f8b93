package io.throughline.inspect;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A node's Prometheus page. It is read again and again while somebody is looking, on a thread of its own. What was read can be used by all threads. */
final class NodeMetrics implements AutoCloseable {

    /** This many readings are kept: an hour at one in five seconds. */
    private static final int MOST = 720;

    private static final int LONGEST_PAGE = 16 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final URI uri;
    private final Duration rest;
    private final Looking looking;
    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(PATIENCE)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private final Thread thread = new Thread(this::run, "throughline-metrics");
    private final Deque<Reading> readings = new ArrayDeque<>();
    private volatile @Nullable String failure;

    /**
     * The counters at one moment.
     *
     * @param at milliseconds of this machine's clock
     */
    record Reading(long at, Map<String, Gets> byRegion) {

        /** @param region {@code null} for all of them together */
        Gets gets(@Nullable String region) {
            return region == null ? Gets.sum(byRegion.values()) : byRegion.getOrDefault(region, Gets.NONE);
        }
    }

    NodeMetrics(URI uri, Duration rest, Looking looking) {
        this.uri = uri;
        this.rest = rest;
        this.looking = looking;
        thread.setDaemon(true);
    }

    /** @throws CannotInspectException if it is not the address of a page. The message does not repeat what may hold a password */
    static URI parse(String url) {
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            throw new CannotInspectException(
                    "--metrics is not a URL; accepted: a node's Prometheus page, http://127.0.0.1:8080/actuator/prometheus",
                    e);
        }
        if (uri.getUserInfo() != null) {
            throw new CannotInspectException(
                    "--metrics names a user, which is not supported; accepted: a page that needs no login");
        }
        if (uri.getHost() == null || !List.of("http", "https").contains(String.valueOf(uri.getScheme()))) {
            throw new CannotInspectException("--metrics is '" + url
                    + "'; accepted: a node's Prometheus page, http://127.0.0.1:8080/actuator/prometheus");
        }
        return uri;
    }

    void start() {
        thread.start();
    }

    URI uri() {
        return uri;
    }

    /** Why the page could not be read; {@code null} if it could. */
    @Nullable
    String failure() {
        return failure;
    }

    /** The readings, oldest first. */
    synchronized List<Reading> readings() {
        return List.copyOf(readings);
    }

    private synchronized void add(Reading reading) {
        readings.addLast(reading);
        if (readings.size() > MOST) {
            readings.removeFirst();
        }
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                looking.await();
                try {
                    read();
                } catch (IOException e) {
                    failure = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
                }
                Looking.rest(rest);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
        }
    }

    private void read() throws IOException, InterruptedException {
        long at = System.currentTimeMillis();
        HttpResponse<InputStream> response = client.send(
                HttpRequest.newBuilder(uri)
                        .timeout(PATIENCE)
                        .header("Accept", "text/plain")
                        .build(),
                HttpResponse.BodyHandlers.ofInputStream());
        String text;
        try (InputStream body = response.body()) {
            text = new String(body.readNBytes(LONGEST_PAGE), StandardCharsets.UTF_8);
        }
        if (response.statusCode() != 200) {
            failure = "it answered with status " + response.statusCode();
            return;
        }
        Map<String, Gets> gets = Gets.byRegion(text);
        if (gets.isEmpty()) {
            failure = "it has no throughline_cache_gets_total";
            return;
        }
        add(new Reading(at, gets));
        failure = null;
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
