package io.throughline.it.near;

import io.throughline.ImpatientMembers;
import io.throughline.it.nodes.Node;
import io.throughline.it.nodes.Nodes;
import io.throughline.it.relay.Command;
import io.throughline.it.servers.TestServers;
import io.throughline.it.settings.Space;
import io.throughline.metrics.NearActivity;
import io.throughline.protocol.Scripts;

/** Nodes with near caches. */
final class Members {

    private static final Scripts.Near OPERATIONS = Scripts.shipped().near();

    private Members() {}

    static Node.Builder near(Node.Builder node) {
        return node.near().set("hibernate.cache.redis.near_lease", "2s");
    }

    static Node.Builder notNear(Node.Builder node) {
        return node.set("hibernate.cache.region.factory_class", new ImpatientMembers())
                .set("hibernate.cache.redis.near_lease", "2s");
    }

    /** Goes to Redis directly, on the tables that are there. */
    static Node.Builder another(Class<?>... entities) {
        return Space.builder(TestServers.redis().uri(), entities).set("hibernate.hbm2ddl.auto", "none");
    }

    static Node joined(Node node) {
        Nodes.await(() -> activity(node).holdsLease());
        return node;
    }

    static NearActivity activity(Node node) {
        return node.activity().near();
    }

    /** What a member says by itself, whatever anybody does. */
    static boolean isUpkeep(Command command) {
        return command.isBackground()
                || command.runs(OPERATIONS.renew())
                || command.runs(OPERATIONS.join())
                || command.runs(OPERATIONS.leave());
    }
}
