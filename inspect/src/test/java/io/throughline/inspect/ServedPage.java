package io.throughline.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The command {@code serve}, as somebody runs it, until it is interrupted. */
final class ServedPage implements AutoCloseable {

    private static final long SECONDS = 30;

    private final StringWriter err = new StringWriter();
    private final CompletableFuture<String> url = new CompletableFuture<>();
    private final CompletableFuture<Integer> code = new CompletableFuture<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();
    private final Thread thread;

    private ServedPage(String... args) {
        thread = new Thread(() -> code.complete(run(args)), "serve");
        thread.start();
    }

    /** On any port, with hardly a rest between two looks. */
    static ServedPage start(String... args) {
        return start(Duration.ofMillis(100), args);
    }

    static ServedPage start(Duration rest, String... args) {
        String[] all = Stream.concat(
                        Stream.of("serve", "--port", "0", "--rest", Long.toString(rest.toMillis())), Stream.of(args))
                .toArray(String[]::new);
        ServedPage page = new ServedPage(all);
        CompletableFuture.anyOf(page.url, page.code)
                .orTimeout(SECONDS, TimeUnit.SECONDS)
                .join();
        assertThat(page.url).as("%s", page.err).isDone();
        return page;
    }

    private int run(String... args) {
        StringWriter out = new StringWriter() {
            @Override
            public void flush() {
                url.complete(toString().strip());
            }
        };
        return Inspect.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(args);
    }

    String url() {
        return url.join();
    }

    HttpResponse<String> response(String path) {
        try {
            return client.send(
                    HttpRequest.newBuilder(URI.create(url()).resolve(path)).build(), BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    JsonNode json(String path) {
        HttpResponse<String> response = response(path);
        try {
            assertThat(response.statusCode())
                    .as("%s: %s", path, response.body())
                    .isEqualTo(200);
            return json.readTree(response.body());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Asks again until the answer is as it should be. */
    JsonNode json(String path, Predicate<JsonNode> wanted) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        JsonNode answer = json(path);
        while (!wanted.test(answer)) {
            assertThat(System.nanoTime()).as("waiting for %s: %s", path, answer).isLessThan(deadline);
            answer = json(path);
        }
        return answer;
    }

    /** What is in the cache, by a round that began after this call: the one under way may have come by before what the test has just written. */
    JsonNode cache() {
        long round = json("/api/cache").at("/look/round").asLong();
        return json("/api/cache", cache -> cache.at("/look/round").asLong() >= round + 2);
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** As Ctrl-C does, but that the process goes on. */
    @Override
    public void close() {
        thread.interrupt();
        assertThat(code.orTimeout(SECONDS, TimeUnit.SECONDS).join())
                .as("%s", err)
                .isZero();
    }
}
