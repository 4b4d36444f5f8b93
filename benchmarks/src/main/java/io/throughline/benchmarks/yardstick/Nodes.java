package io.throughline.benchmarks.yardstick;

import java.util.ArrayList;
import java.util.List;

/** The nodes of one contender: applications that share their tables, and do the same at the same time. */
final class Nodes implements AutoCloseable {

    private final List<ApplicationProcess> all = new ArrayList<>();

    /** Returns when all are ready. */
    static Nodes start(int count, Contender contender, Servers servers) {
        Nodes nodes = new Nodes();
        for (int node = 0; node < count; node++) {
            nodes.all.add(ApplicationProcess.start(contender, node, servers.jdbcUrl(), servers.redisUri()));
        }
        return nodes;
    }

    /**
     * @param threads threads of each node
     * @param millis approximate duration
     */
    Figures run(Operation operation, int threads, long millis) {
        all.forEach(node -> node.begin(operation, threads, millis));
        return Figures.ofAll(all.stream().map(ApplicationProcess::figures).toList());
    }

    /** Removes what operations have inserted, so that it makes no table large for later ones. To be called when the servers' work has been counted. */
    void tidy() {
        all.forEach(ApplicationProcess::tidy);
    }

    @Override
    public void close() {
        all.forEach(ApplicationProcess::close);
    }
}
