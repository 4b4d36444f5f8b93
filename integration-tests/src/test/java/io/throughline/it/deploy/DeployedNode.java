package io.throughline.it.deploy;

import io.throughline.it.nodes.Node;
import io.throughline.it.nodes.Nodes;
import io.throughline.it.servers.Database;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A node in a JVM of its own, with its release's classes on the class path. It prints {@code ready} when its load runs. After each line that it is
 * sent, and some more work, it prints {@code more}. When there are no more lines, it prints what has happened.
 */
final class DeployedNode {

    /** Work after each line. */
    static final int READS = 300;

    static final int WRITES = 40;

    private DeployedNode() {}

    public static void main(String[] args) throws Exception {
        Database database = new Database(args[0], args[1], args[2]);
        Class<?> offer = Class.forName("shop.Offer");
        SharedAmounts known = new SharedAmounts(Path.of(args[4]));
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (Node node = RollingDeployTest.settings(Node.on(database, args[3]))
                        .entities(offer)
                        .start();
                Load load = new Load(node, known)) {
            Nodes.awaitClocks(args[3], node); // else the first commits may find no Redis yet
            load.start();
            say("ready");
            while (lines.readLine() != null) {
                load.awaitMore(READS, WRITES);
                say("more");
            }
            load.stop();
            say(load.toString());
        }
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
