package io.throughline.inspect;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.function.IntFunction;

/** A node's Prometheus page: each time that it is read its counters are another step further. */
final class NodePage implements AutoCloseable {

    private final HttpServer server;
    private int reads;

    NodePage(IntFunction<String> page) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/actuator/prometheus", exchange -> {
            byte[] body = page.apply(++reads).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/actuator/prometheus";
    }

    /** A line of the counter of gets. */
    static String gets(String region, String result, String reason, long count) {
        return "throughline_cache_gets_total{reason=\"" + reason + "\",region=\"" + region + "\",result=\"" + result
                + "\"} " + count + ".0\n";
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
