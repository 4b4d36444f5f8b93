package io.throughline.it.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.model.Account;
import io.throughline.it.model.Product;
import io.throughline.it.model.Review;
import io.throughline.it.nodes.Node;
import io.throughline.it.nodes.Nodes;
import java.util.List;
import java.util.function.Supplier;
import org.hibernate.Hibernate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Written on one node, read on the other. */
class CollectionsAndNaturalIdsTest {

    private final Nodes nodes = Nodes.of(Product.class, Review.class, Account.class);

    @AfterEach
    void stop() {
        nodes.close();
    }

    private <T> T withoutSql(Node node, Supplier<T> read) {
        nodes.awaitClocks();
        read.get();
        nodes.awaitClocks();
        long sql = node.sqlStatements();
        T value = read.get();
        assertThat(node.sqlStatements()).as("read from the cache").isEqualTo(sql);
        return value;
    }

    private List<String> tagsOnSecond() {
        return nodes.second()
                .fromTransaction(session ->
                        session.find(Product.class, 1L).tags.stream().sorted().toList());
    }

    private List<String> reviewsOnSecond() {
        return nodes.second()
                .fromTransaction(session -> session.find(Product.class, 1L).reviews.stream()
                        .map(review -> review.text)
                        .sorted()
                        .toList());
    }

    @Test
    void collectionsAreLoadedOnceAndTakenAwayWhenTheyChange() {
        nodes.first().inTransaction(session -> {
            Product product = new Product(1, "p");
            product.tags.add("a");
            product.reviews.add(new Review(1, product, "good"));
            session.persist(product);
        });
        assertThat(withoutSql(nodes.second(), this::tagsOnSecond)).containsExactly("a");
        assertThat(withoutSql(nodes.second(), this::reviewsOnSecond)).containsExactly("good");
        nodes.first().inTransaction(session -> {
            Product product = session.find(Product.class, 1L);
            product.tags.add("b");
            product.reviews.add(new Review(2, product, "bad"));
        });
        assertThat(tagsOnSecond()).containsExactly("a", "b");
        assertThat(reviewsOnSecond()).containsExactly("bad", "good");
        assertThat(withoutSql(nodes.second(), this::tagsOnSecond)).containsExactly("a", "b");
        nodes.first().inTransaction(session -> {
            Product product = session.find(Product.class, 1L);
            product.tags.clear();
            product.reviews.remove(0);
        });
        assertThat(tagsOnSecond()).isEmpty();
        assertThat(reviewsOnSecond()).hasSize(1);
        nodes.first().inTransaction(session -> session.remove(session.find(Product.class, 1L)));
        nodes.second()
                .inTransaction(
                        session -> assertThat(session.find(Product.class, 1L)).isNull());
    }

    private Account byNumber(String number) {
        return nodes.second()
                .fromTransaction(
                        session -> session.bySimpleNaturalId(Account.class).load(number));
    }

    @Test
    void aNaturalIdIsFoundChangedAndDeleted() {
        nodes.first().inTransaction(session -> session.persist(new Account(1, "n1", "me")));
        assertThat(withoutSql(nodes.second(), () -> byNumber("n1")).owner).isEqualTo("me");
        nodes.first().inTransaction(session -> session.find(Account.class, 1L).number = "n2");
        assertThat(byNumber("n1")).isNull();
        assertThat(withoutSql(nodes.second(), () -> byNumber("n2")).owner).isEqualTo("me");
        nodes.first().inTransaction(session -> {
            session.remove(session.find(Account.class, 1L));
            session.flush();
            session.persist(new Account(2, "n2", "you"));
        });
        assertThat(byNumber("n2").owner).isEqualTo("you");
        assertThat(withoutSql(nodes.second(), () -> byNumber("n2")).id).isEqualTo(2);
        nodes.first().inTransaction(session -> session.remove(session.find(Account.class, 2L)));
        assertThat(byNumber("n2")).isNull();
    }

    @Test
    void twoAccountsSwapTheirNumbersInOneTransaction() {
        nodes.first().inTransaction(session -> {
            session.persist(new Account(1, "a", "one"));
            session.persist(new Account(2, "b", "two"));
        });
        assertThat(byNumber("a").id).isEqualTo(1);
        assertThat(byNumber("b").id).isEqualTo(2);
        nodes.first().inTransaction(session -> {
            Account one = session.find(Account.class, 1L);
            Account two = session.find(Account.class, 2L);
            one.number = "c";
            session.flush();
            two.number = "a";
            session.flush();
            one.number = "b";
        });
        assertThat(byNumber("a").id).isEqualTo(2);
        assertThat(byNumber("b").id).isEqualTo(1);
        assertThat(byNumber("c")).isNull();
    }

    /** With auto_evict_collection_cache a change of the owning side alone takes the collection away. */
    @Test
    void theOwningSideAloneTakesTheCollectionAway() {
        try (Nodes evicting = Nodes.of(
                node -> node.set("hibernate.cache.auto_evict_collection_cache", "true"), Product.class, Review.class)) {
            evicting.first().inTransaction(session -> session.persist(new Product(7, "p")));
            for (int i = 0; i < 2; i++) {
                evicting.awaitClocks();
                evicting.second()
                        .inTransaction(session -> Hibernate.initialize(session.find(Product.class, 7L).reviews));
            }
            evicting.first()
                    .inTransaction(
                            session -> session.persist(new Review(70, session.getReference(Product.class, 7L), "new")));
            assertThat(evicting.second()
                            .<Integer>fromTransaction(session ->
                                    session.find(Product.class, 7L).reviews.size()))
                    .isEqualTo(1);
        }
    }
}
