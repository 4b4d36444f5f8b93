package io.throughline.it.topology;

import io.throughline.it.nodes.Node;
import io.throughline.it.nodes.Nodes;
import io.throughline.it.servers.RedisConnection;
import io.throughline.it.servers.RedisProcess;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.hibernate.engine.spi.SharedSessionContractImplementor;

/** What a node believes of the servers' clocks. */
final class Clocks {

    private Clocks() {}

    /** Until a session of the node sees all that these servers have been told: its asOf has passed their clocks. */
    static void await(List<RedisProcess> servers, Node node) {
        long now = servers.stream().mapToLong(Clocks::micros).max().orElseThrow();
        Nodes.await(() -> asOf(node) > now);
    }

    /** Of a session opened now. */
    static long asOf(Node node) {
        return node.fromTransaction(session -> session.unwrap(SharedSessionContractImplementor.class)
                .getCacheTransactionSynchronization()
                .getCachingTimestamp());
    }

    static long micros(RedisProcess server) {
        try (RedisConnection connection = server.connect()) {
            List<?> time = (List<?>) connection.call("TIME");
            return number(time.get(0)) * 1_000_000 + number(time.get(1));
        }
    }

    private static long number(Object digits) {
        return Long.parseLong(new String((byte[]) digits, StandardCharsets.US_ASCII));
    }
}
