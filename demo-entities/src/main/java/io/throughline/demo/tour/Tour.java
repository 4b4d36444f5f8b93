package io.throughline.demo.tour;

import io.throughline.demo.servers.DemoSpace;
import io.throughline.demo.servers.Servers;

/** Two nodes on one database and one Redis: what they do, and what each step costs. */
public final class Tour {

    private Tour() {}

    public static void run(Servers servers, DemoSpace space, Report report) {
        try (Node a = new Node("A", servers, "create");
                Node b = new Node("B", servers, "none")) {
            ShopData.Stored stored = ShopData.store(a);
            introduce(servers, report, stored);
            Stage stage = new Stage(a, b, space, report, stored);
            Reading.show(stage);
            Writing.show(stage);
            WritingMany.show(stage);
            RollingBack.show(stage);
            Near.show(stage, servers);
            Keys.show(stage);
        }
    }

    private static void introduce(Servers servers, Report report, ShopData.Stored stored) {
        report.text("""
                Throughline: Hibernate's second-level cache in Redis

                Two nodes of one application, A and B, share
                  the database  %s, schema %s
                  the cache     %s, namespace %s
                The shop holds %d countries and %d currencies (ISO codes, names and fraction digits, as the JDK
                knows them), and %d products with a price and a stock in %d currencies. No entity of it is cached yet.

                SQL    statements that the node prepared, by Hibernate's own statistics; a JDBC batch is one.
                Redis  round trips between the node and Redis: commands sent together, before any reply, are one.
                       Counted on the wire, by a relay in between; what a client sends when it connects, and the
                       heartbeat once a second that samples Redis's clock, are left out.""".formatted(
                        servers.database(),
                        DemoSpace.SCHEMA,
                        servers.redis(),
                        DemoSpace.NAMESPACE,
                        stored.countries(),
                        stored.currencies(),
                        stored.productIds().size(),
                        ShopData.PRICES_A_PRODUCT));
        if (servers.redis().isTls()) {
            report.text("       Here they are not counted (-): a relay cannot look into TLS.");
        }
    }
}
