package io.throughline.it.settings;

import io.throughline.it.model.Counter;
import io.throughline.it.nodes.Node;
import io.throughline.it.nodes.Nodes;
import io.throughline.it.servers.Database;

/** An application that ends without closing its session factory. */
final class NeverClosing {

    static final String DONE = "the work is done";

    private NeverClosing() {}

    public static void main(String[] args) {
        Node node = Space.builder(new Database(args[0], args[1], args[2]), args[3], Counter.class)
                .start();
        Nodes.awaitClocks(args[3], node); // a JVM that has just started may meet Redis later than with its start
        node.inTransaction(session -> session.persist(new Counter(1, 1)));
        Nodes.awaitClocks(args[3], node);
        long before = node.sqlStatements();
        node.inTransaction(session -> session.find(Counter.class, 1L));
        if (node.sqlStatements() == before) {
            System.out.println(DONE);
        }
    }
}
