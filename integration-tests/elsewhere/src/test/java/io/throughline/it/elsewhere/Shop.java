package io.throughline.it.elsewhere;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** An instance of an application, asked over HTTP. All applications answer to the same paths. */
record Shop(URI address) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();

    /** {@return the new product's id} */
    long create() {
        return product(ask("POST", "/products?name=lamp")).get("id").longValue();
    }

    /** {@return the stock} */
    int stock(long id) {
        return stock(ask("GET", "/products/" + id));
    }

    /** {@return the stock, as Micronaut Data's repository finds it} */
    int stockByRepository(long id) {
        return stock(ask("GET", "/products/" + id + "/by-repository"));
    }

    /** {@return the stock afterwards} */
    int restock(long id, int pieces) {
        return stock(ask("POST", restockPath(id, pieces)));
    }

    /** As {@link #restock}, by a transaction that is rolled back. {@return the answer's status} */
    int restockInVain(long id, int pieces) {
        return send("POST", restockPath(id, pieces)).statusCode();
    }

    /** {@return what Hibernate has counted since the application was started} */
    long hits() {
        return Long.parseLong(ask("GET", "/cache/hits"));
    }

    private static String restockPath(long id, int pieces) {
        return "/products/" + id + "/stock?pieces=" + pieces;
    }

    private static int stock(String product) {
        return product(product).get("stock").intValue();
    }

    private static JsonNode product(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String ask(String method, String path) {
        HttpResponse<String> response = send(method, path);
        if (response.statusCode() / 100 != 2) {
            throw new IllegalStateException(method + " " + path + ": " + response.statusCode() + " " + response.body());
        }
        return response.body();
    }

    private HttpResponse<String> send(String method, String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address + path))
                .method(method, BodyPublishers.noBody())
                .timeout(PATIENCE)
                .build();
        try {
            return HTTP.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
