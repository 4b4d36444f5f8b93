package io.throughline.it.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.model.Account;
import io.throughline.it.model.Product;
import io.throughline.it.model.Review;
import io.throughline.it.nodes.Nodes;
import java.util.List;
import org.hibernate.Hibernate;
import org.hibernate.StatelessSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Changes by stateless sessions that Hibernate does not report to the cache: collections and natural ids, and with 6.6 the rows themselves. The test
 * passes with 6.6 too, where what is changed stays locked until the lock has run out.
 */
class StatelessChangesTest {

    private final Nodes nodes = Nodes.of(
            node -> node.set("hibernate.cache.redis.lock_timeout", "2s"), Product.class, Review.class, Account.class);

    @AfterEach
    void stop() {
        nodes.close();
    }

    private List<String> tags() {
        return nodes.second()
                .fromTransaction(session ->
                        session.find(Product.class, 1L).tags.stream().sorted().toList());
    }

    private Account byNumber(String number) {
        return nodes.second()
                .fromTransaction(
                        session -> session.bySimpleNaturalId(Account.class).load(number));
    }

    @Test
    void aRowAndItsCollectionAreUpdatedAndDeleted() {
        nodes.first().inTransaction(session -> {
            Product product = new Product(1, "old");
            product.tags.add("a");
            session.persist(product);
        });
        for (int i = 0; i < 2; i++) {
            nodes.awaitClocks();
            assertThat(tags()).containsExactly("a");
        }
        Product detached = nodes.first().fromTransaction(session -> {
            Product product = session.find(Product.class, 1L);
            Hibernate.initialize(product.tags);
            return product;
        });
        detached.name = "new";
        detached.tags.add("b");
        try (StatelessSession session = nodes.first().factory().openStatelessSession()) {
            session.beginTransaction();
            session.update(detached);
            session.getTransaction().commit();
        }
        for (int i = 0; i < 3; i++) {
            assertThat(tags()).containsExactly("a", "b");
            assertThat(nodes.second().<String>fromTransaction(session -> session.find(Product.class, 1L).name))
                    .isEqualTo("new");
            nodes.awaitClocks();
        }
        try (StatelessSession session = nodes.first().factory().openStatelessSession()) {
            session.beginTransaction();
            session.delete(detached);
            session.getTransaction().commit();
        }
        nodes.second()
                .inTransaction(
                        session -> assertThat(session.find(Product.class, 1L)).isNull());
    }

    @Test
    void aNaturalIdIsChanged() {
        nodes.first().inTransaction(session -> session.persist(new Account(1, "n1", "me")));
        for (int i = 0; i < 2; i++) {
            nodes.awaitClocks();
            assertThat(byNumber("n1").id).isEqualTo(1);
        }
        try (StatelessSession session = nodes.first().factory().openStatelessSession()) {
            session.beginTransaction();
            Account account = session.get(Account.class, 1L);
            account.number = "n2";
            session.update(account);
            session.getTransaction().commit();
        }
        assertThat(byNumber("n1")).isNull();
        assertThat(byNumber("n2").id).isEqualTo(1);
    }
}
