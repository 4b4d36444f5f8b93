package io.throughline.it.topology;

import io.throughline.it.nodes.Node;
import io.throughline.it.nodes.Nodes;
import io.throughline.it.servers.RedisConnection;
import io.throughline.it.servers.RedisProcess;
import java.util.List;

/** What a node believes of the servers' clocks. */
final class Clocks {

    private Clocks() {}

    /** Until a session of the node sees all that these servers have been told: its asOf has passed their clocks. */
    static void await(List<RedisProcess> servers, Node node) {
        Nodes.awaitPast(servers.stream().mapToLong(Clocks::micros).max().orElseThrow(), node);
    }

    private static long micros(RedisProcess server) {
        try (RedisConnection connection = server.connect()) {
            return connection.micros();
        }
    }
}
