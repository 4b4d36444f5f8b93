package io.throughline.it.entity;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.model.*;
import io.throughline.it.nodes.Node;
import io.throughline.it.relay.RedisRelay;
import io.throughline.it.servers.*;
import org.junit.jupiter.api.Test;

class SmokeTest {

    @Test
    void works() throws Exception {
        Database db = TestServers.postgres().createDatabase();
        try (RedisRelay relay = RedisRelay.to(TestServers.redis());
                Node node = Node.on(db, relay.uri())
                        .entities(Product.class, Review.class, Account.class, Counter.class)
                        .start()) {
            System.out.println(relay.countUntilQuiet(() -> node.inTransaction(s -> {
                s.persist(new Product(1, "one"));
                s.persist(new Account(1, "n-1", "me"));
            })));
            System.out.println(relay.countUntilQuiet(() -> node.inTransaction(s -> s.find(Product.class, 1L))));
            System.out.println(relay.countUntilQuiet(() -> node.inTransaction(s -> s.find(Product.class, 1L).name = "two")));
            System.out.println(relay.countUntilQuiet(() -> node.inTransaction(s -> {
                Product p = s.find(Product.class, 1L);
                assertThat(p.name).isEqualTo("two");
                p.tags.size();
            })));
            System.out.println(relay.countUntilQuiet(() -> node.inTransaction(s -> {
                Product p = s.find(Product.class, 1L);
                assertThat(p.name).isEqualTo("two");
                p.tags.size();
            })));
            System.out.println(relay.countUntilQuiet(() -> node.inTransaction(s -> {
                assertThat(s.bySimpleNaturalId(Account.class).load("n-1")).isNotNull();
            })));
            System.out.println(relay.countUntilQuiet(() -> node.inTransaction(s -> {
                s.createMutationQuery("update Product set name='x'").executeUpdate();
            })));
            System.out.println(node.activity() + " sql " + node.sqlStatements());
            System.out.println(TestServers.redis().connect().keys("*:*:{*}:*"));
        }
    }
}
