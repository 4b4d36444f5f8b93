package io.throughline.it.topology;

import io.throughline.it.nodes.Nodes;
import io.throughline.it.servers.RedisConnection;
import io.throughline.it.servers.RedisProcess;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A cluster of three masters, each with a third of the slots, and a replica of each. */
final class RedisCluster implements AutoCloseable {

    static final int SLOTS = 16_384;
    private static final int MASTERS = 3;

    private final List<RedisProcess> masters = new ArrayList<>();
    private final List<RedisProcess> replicas = new ArrayList<>();

    RedisCluster() {
        for (int i = 0; i < 2 * MASTERS; i++) {
            (i < MASTERS ? masters : replicas)
                    .add(RedisProcess.start(
                            "--cluster-enabled", "yes",
                            "--cluster-node-timeout", "5000",
                            "--cluster-replica-validity-factor", "0",
                            "--cluster-require-full-coverage", "no",
                            "--repl-diskless-sync", "yes",
                            "--repl-diskless-sync-delay", "0",
                            "--repl-ping-replica-period", "1"));
        }
        for (int i = 0; i < MASTERS; i++) {
            int first = i * SLOTS / MASTERS;
            int end = (i + 1) * SLOTS / MASTERS;
            try (RedisConnection node = masters.get(i).connect()) {
                node.call("CLUSTER", "SET-CONFIG-EPOCH", i + 1);
                node.call(Stream.concat(
                                Stream.of("CLUSTER", "ADDSLOTS"),
                                IntStream.range(first, end).boxed())
                        .toArray());
            }
        }
        try (RedisConnection first = masters.get(0).connect()) {
            all().skip(1).forEach(other -> first.call("CLUSTER", "MEET", RedisProcess.HOST, other.port()));
        }
        Nodes.await(() -> all().allMatch(node -> info(node, "cluster_known_nodes:" + 2 * MASTERS)));
        for (int i = 0; i < MASTERS; i++) {
            try (RedisConnection replica = replicas.get(i).connect()) {
                replica.call("CLUSTER", "REPLICATE", id(masters.get(i)));
            }
        }
        Nodes.await(() -> all().allMatch(node -> info(node, "cluster_state:ok")));
        replicas.forEach(RedisCluster::awaitReplicates);
        Nodes.await(() -> all().allMatch(node -> nodes(node)
                        .lines()
                        .filter(line -> line.contains(" slave ") || line.contains(",slave "))
                        .count()
                == MASTERS));
    }

    private static void awaitReplicates(RedisProcess replica) {
        Nodes.await(() -> {
            try (RedisConnection connection = replica.connect()) {
                return connection.text("INFO", "replication").contains("master_link_status:up");
            }
        });
    }

    private static boolean info(RedisProcess node, String line) {
        try (RedisConnection connection = node.connect()) {
            return Arrays.asList(connection.text("CLUSTER", "INFO").split("\r\n"))
                    .contains(line);
        }
    }

    private static String nodes(RedisProcess node) {
        try (RedisConnection connection = node.connect()) {
            return connection.text("CLUSTER", "NODES");
        }
    }

    static String id(RedisProcess node) {
        try (RedisConnection connection = node.connect()) {
            return connection.text("CLUSTER", "MYID");
        }
    }

    private Stream<RedisProcess> all() {
        return Stream.concat(masters.stream(), replicas.stream());
    }

    List<RedisProcess> masters() {
        return masters;
    }

    /** The replica of the master with the same index. */
    List<RedisProcess> replicas() {
        return replicas;
    }

    List<RedisProcess> nodes() {
        return all().toList();
    }

    /** By two of its nodes: the rest is found. */
    String uri() {
        return "redis://" + masters.get(0).address() + "," + masters.get(1).address();
    }

    /** Keys that a node holds, stripes left out. */
    static List<String> entries(RedisProcess node, String pattern) {
        try (RedisConnection connection = node.connect()) {
            return connection.keys(pattern).stream()
                    .filter(key -> !key.endsWith("}"))
                    .toList();
        }
    }

    static int slot(RedisProcess node, String key) {
        try (RedisConnection connection = node.connect()) {
            return (int) connection.number("CLUSTER", "KEYSLOT", key);
        }
    }

    void flush() {
        masters.forEach(master -> {
            try (RedisConnection connection = master.connect()) {
                connection.flushAll();
            }
        });
    }

    /** Moves a slot with all its keys, as redis-cli does: a key at a time, while everybody goes on. */
    void move(int slot, RedisProcess from, RedisProcess to) {
        try (RedisConnection source = from.connect();
                RedisConnection target = to.connect()) {
            target.call("CLUSTER", "SETSLOT", slot, "IMPORTING", id(from));
            source.call("CLUSTER", "SETSLOT", slot, "MIGRATING", id(to));
            for (List<?> keys = keys(source, slot); !keys.isEmpty(); keys = keys(source, slot)) {
                for (Object key : keys) {
                    source.call("MIGRATE", RedisProcess.HOST, to.port(), key, 0, 5000);
                }
            }
            target.call("CLUSTER", "SETSLOT", slot, "NODE", id(to));
            source.call("CLUSTER", "SETSLOT", slot, "NODE", id(to));
        }
    }

    private static List<?> keys(RedisConnection source, int slot) {
        return (List<?>) source.call("CLUSTER", "GETKEYSINSLOT", slot, 100);
    }

    /** Until the replica has all that its master has: nobody must write meanwhile. */
    void awaitReplicated(int index) {
        try (RedisConnection master = masters.get(index).connect();
                RedisConnection replica = replicas.get(index).connect()) {
            Nodes.await(() -> offset(master, "master_repl_offset:") == offset(replica, "slave_repl_offset:"));
        }
    }

    private static long offset(RedisConnection node, String field) {
        return Arrays.stream(node.text("INFO", "replication").split("\r\n"))
                .filter(line -> line.startsWith(field))
                .mapToLong(line -> Long.parseLong(line.substring(field.length())))
                .findFirst()
                .orElseThrow();
    }

    /** The replica becomes master of its master's slots, without a vote: the master is dead. */
    void promote(int index) {
        RedisProcess replica = replicas.get(index);
        try (RedisConnection connection = replica.connect()) {
            connection.call("CLUSTER", "FAILOVER", "TAKEOVER");
            Nodes.await(() -> connection.text("INFO", "replication").contains("role:master"));
        }
    }

    @Override
    public void close() {
        all().forEach(RedisProcess::close);
    }

    @Override
    public String toString() {
        return all().map(RedisProcess::address).collect(Collectors.joining(" "));
    }
}
