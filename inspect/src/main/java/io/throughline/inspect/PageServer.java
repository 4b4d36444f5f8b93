package io.throughline.inspect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Serves the page and its answers, only on loopback. A request for any other host name is refused: a page elsewhere whose name resolves to loopback
 * (DNS rebinding) sends its own name. A page elsewhere may not send requests blindly either: they would keep the scanner running. It may link
 * here, because the page itself asks Redis nothing.
 */
final class PageServer implements AutoCloseable {

    private static final int THREADS = 4;
    private static final String JSON = "application/json; charset=utf-8";

    /** What a browser says of a request that this page made, or that somebody typed. Whatever is no browser says nothing. */
    private static final Set<String> FROM_HERE = Set.of("same-origin", "none");

    private final PageFile page = PageFile.read();
    private final ObjectMapper json = new ObjectMapper();
    private final PageQuestions questions;
    private final HttpServer server;
    private final ExecutorService threads;
    private final Set<String> hosts;

    private PageServer(HttpServer server, PageQuestions questions) {
        this.server = server;
        this.questions = questions;
        this.hosts = Set.of("127.0.0.1:" + port(), "localhost:" + port());
        this.threads = Executors.newFixedThreadPool(THREADS, work -> {
            Thread thread = new Thread(work, "throughline-page");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * @param port 0 for any free port
     * @throws CannotInspectException if the port is taken
     */
    static PageServer start(int port, PageQuestions questions) {
        HttpServer server;
        try {
            server = HttpServer.create(
                    new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port), 0);
        } catch (IOException e) {
            throw new CannotInspectException(
                    "--port is " + port + ", which cannot be used (" + e.getMessage()
                            + "); accepted: a free port, or 0 for any free port",
                    e);
        }
        PageServer started = new PageServer(server, questions);
        server.createContext("/", started::handle);
        server.setExecutor(started.threads);
        server.start();
        return started;
    }

    private int port() {
        return server.getAddress().getPort();
    }

    /** The URL of the page. */
    String url() {
        return "http://127.0.0.1:" + port() + "/";
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        try {
            threads.awaitTermination(10, TimeUnit.SECONDS); // Redis is in use until then
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A response. */
    private record Answer(int status, String type, byte[] body) {}

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Answer answer = answer(exchange);
            Headers headers = exchange.getResponseHeaders();
            headers.set("Content-Type", answer.type());
            headers.set("Content-Security-Policy", page.policy());
            headers.set("X-Content-Type-Options", "nosniff");
            headers.set("X-Frame-Options", "DENY");
            headers.set("Referrer-Policy", "no-referrer");
            headers.set("Cross-Origin-Resource-Policy", "same-origin");
            headers.set("Cross-Origin-Opener-Policy", "same-origin");
            headers.set("Cache-Control", "no-store");
            exchange.sendResponseHeaders(answer.status(), answer.body().length);
            exchange.getResponseBody().write(answer.body());
        }
    }

    private Answer answer(HttpExchange exchange) throws JsonProcessingException {
        List<String> host = exchange.getRequestHeaders().getOrDefault("Host", List.of());
        if (host.size() != 1 || !hosts.contains(host.get(0))) {
            return failed(421, "this page is served only as " + url());
        }
        if (!exchange.getRequestMethod().equals("GET")) {
            exchange.getResponseHeaders().set("Allow", "GET");
            return failed(405, "accepted: GET");
        }
        String path = exchange.getRequestURI().getPath();
        if (path.equals("/")) {
            return new Answer(200, "text/html; charset=utf-8", page.bytes());
        }
        List<String> site = exchange.getRequestHeaders().getOrDefault("Sec-Fetch-Site", List.of());
        if (!FROM_HERE.containsAll(site)) {
            return failed(403, "only the page at " + url() + " may ask this");
        }
        try {
            Map<String, String> query = query(exchange.getRequestURI().getRawQuery());
            Object found = switch (path) {
                case "/api/cache" -> questions.cache();
                case "/api/region" -> questions.region(query);
                case "/api/entry" -> questions.entry(query);
                case "/api/metrics" -> questions.metrics(query);
                default -> null;
            };
            return found == null
                    ? failed(404, "nothing here has that name")
                    : new Answer(200, JSON, json.writeValueAsBytes(found));
        } catch (CannotInspectException e) {
            return failed(400, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            return failed(500, "the request failed: " + e);
        }
    }

    private Answer failed(int status, String why) throws JsonProcessingException {
        return new Answer(status, JSON, json.writeValueAsBytes(Map.of("failure", why)));
    }

    private static Map<String, String> query(String raw) {
        Map<String, String> query = new HashMap<>();
        for (String part : raw == null ? new String[0] : raw.split("&")) {
            int equals = part.indexOf('=');
            if (equals > 0) {
                query.put(decoded(part.substring(0, equals)), decoded(part.substring(equals + 1)));
            }
        }
        return query;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new CannotInspectException("the request is not percent-encoded correctly", e);
        }
    }
}
