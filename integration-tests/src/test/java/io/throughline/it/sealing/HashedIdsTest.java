package io.throughline.it.sealing;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.model.Account;
import io.throughline.it.model.Product;
import io.throughline.it.model.Review;
import io.throughline.it.nodes.Node;
import io.throughline.it.nodes.Nodes;
import io.throughline.it.servers.TestServers;
import io.throughline.it.settings.Space;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code hash_ids}: what of ids Redis learns, and that all nodes look under the same keys. */
class HashedIdsTest {

    private static final String NUMBER = "DE89370400440532013000";

    @Test
    void noIdIsInAnyKeyAndEachNodeWithTheKeyFindsThem() {
        try (Space space = Space.of(HashedIdsTest::hashing, Product.class, Review.class, Account.class)) {
            space.node().inTransaction(session -> {
                Product product = new Product(4711, "name");
                product.tags.add("tag");
                product.reviews.add(new Review(4712, product, "text"));
                session.persist(product);
                session.persist(new Account(4713, NUMBER, "owner"));
            });
            work(space.node());
            work(space.node());
            List<String> keys = space.redis().keys("*");
            assertThat(keys).noneMatch(key -> key.contains("471") || key.contains(NUMBER));
            assertThat(space.entryKeys())
                    .hasSizeGreaterThanOrEqualTo(7)
                    .allSatisfy(key -> assertThat(key).matches(".*:(%\\?)?%h[A-Za-z0-9_-]{22}"));
            try (Node other = hashing(
                            Space.builder(TestServers.redis().uri(), Product.class, Review.class, Account.class)
                                    .set("hibernate.hbm2ddl.auto", "none"))
                    .start()) {
                Nodes.awaitClocks(other, space.node());
                long sql = other.sqlStatements();
                work(other);
                assertThat(other.sqlStatements()).isEqualTo(sql);
                other.inTransaction(session -> session.find(Product.class, 4711L).name = "changed");
                Nodes.awaitClocks(other, space.node());
                assertThat(space.sql(session -> assertThat(session.find(Product.class, 4711L).name)
                                .isEqualTo("changed")))
                        .isZero();
            }
        }
    }

    private static void work(Node node) {
        Nodes.awaitClocks(node);
        node.inTransaction(session -> {
            Product product = session.find(Product.class, 4711L);
            assertThat(product.tags).hasSize(1);
            assertThat(product.reviews).hasSize(1);
            assertThat(session.bySimpleNaturalId(Account.class).load(NUMBER).owner)
                    .isEqualTo("owner");
            assertThat(session.createSelectionQuery("select id from Product", Long.class)
                            .setCacheable(true)
                            .getResultList())
                    .containsExactly(4711L);
        });
    }

    private static Node.Builder hashing(Node.Builder node) {
        return Keys.sealing(1)
                .apply(node)
                .set("hibernate.cache.redis.hash_ids", Keys.key(9))
                .set("hibernate.cache.use_query_cache", "true");
    }
}
