package io.throughline.it.keys;

import static io.throughline.it.settings.Space.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.settings.Space;
import jakarta.persistence.DiscriminatorValue;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.util.HashSet;
import java.util.Set;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.annotations.NaturalId;
import org.hibernate.annotations.NaturalIdCache;
import org.junit.jupiter.api.Test;

/** Different data in one region do not mix, and one row has one key. */
class SharedRegionTest {

    private static final String HERE = SharedRegionTest.class.getName() + "$";

    @Entity(name = "Animal")
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Animal {
        @Id
        Long id;

        String name;
    }

    @Entity(name = "Cat")
    @DiscriminatorValue("cat")
    static class Cat extends Animal {
        int lives = 9;
    }

    @Entity(name = "Apple")
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE, region = "fruit: {all}")
    static class Apple {
        @Id
        Long id;

        String name = "apple";
    }

    @Entity(name = "Pear")
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE, region = "fruit: {all}")
    @NaturalIdCache(region = "fruit: {all}")
    static class Pear {
        @Id
        Long id;

        @NaturalId
        Long number;

        String name = "pear";

        @ElementCollection
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE, region = "fruit: {all}")
        Set<String> worms = new HashSet<>();
    }

    @Test
    void aSubclassIsReadByItsRootAndByItselfUnderOneKey() {
        try (Space space = Space.of(Animal.class, Cat.class)) {
            space.node().inTransaction(session -> {
                Cat cat = new Cat();
                cat.id = 1L;
                cat.name = "Tom";
                session.persist(cat);
            });
            assertThat(space.entryKeys()).containsExactly(key(HERE + "Animal", "1"));
            assertThat(space.sql(session -> assertThat(session.find(Animal.class, 1L))
                            .isInstanceOfSatisfying(
                                    Cat.class, cat -> assertThat(cat.lives).isEqualTo(9))))
                    .isZero();
            assertThat(space.sql(session -> session.find(Cat.class, 1L).lives = 8))
                    .as("the update alone")
                    .isEqualTo(1);
            assertThat(space.sql(session -> assertThat(((Cat) session.find(Animal.class, 1L)).lives)
                            .isEqualTo(8)))
                    .isZero();
            assertThat(space.entryKeys()).containsExactly(key(HERE + "Animal", "1"));
        }
    }

    @Test
    void aRowOfTheRootIsNoneOfTheSubclass() {
        try (Space space = Space.of(Animal.class, Cat.class)) {
            space.node().inTransaction(session -> {
                Animal animal = new Animal();
                animal.id = 1L;
                session.persist(animal);
            });
            space.sql(session -> assertThat(session.find(Cat.class, 1L)).isNull());
            space.sql(session -> assertThat(session.find(Animal.class, 1L)).isNotNull());
        }
    }

    @Test
    void rootsNaturalIdsAndCollectionsOfOneRegionDoNotMix() {
        try (Space space = Space.of(Apple.class, Pear.class)) {
            space.node().inTransaction(session -> {
                Apple apple = new Apple();
                apple.id = 1L;
                session.persist(apple);
                Pear pear = new Pear();
                pear.id = 1L;
                pear.number = 1L;
                pear.worms.add("w");
                session.persist(pear);
            });
            space.sql(session -> assertThat(session.find(Pear.class, 1L).worms).hasSize(1)); // fills the collection
            String region = "fruit%3A%20%7Ball%7D";
            assertThat(space.entryKeys())
                    .containsExactlyInAnyOrder(
                            key(region, HERE + "Apple:1"),
                            key(region, HERE + "Pear:1"),
                            key(region, HERE + "Pear##NaturalId:1"),
                            key(region, HERE + "Pear.worms:1"));
            assertThat(space.sql(session -> {
                        assertThat(session.find(Apple.class, 1L).name).isEqualTo("apple");
                        Pear pear = session.bySimpleNaturalId(Pear.class).load(1L);
                        assertThat(pear.name).isEqualTo("pear");
                        assertThat(pear.worms).containsExactly("w");
                    }))
                    .isZero();
        }
    }

    /** A region named after what it holds need not say it again. */
    @Test
    void theRegionPrefixIsPartOfTheRegion() {
        try (Space space =
                Space.of(node -> node.set("hibernate.cache.region_prefix", "app"), Animal.class, Cat.class)) {
            space.node().inTransaction(session -> {
                Animal animal = new Animal();
                animal.id = 1L;
                session.persist(animal);
            });
            assertThat(space.entryKeys()).containsExactly(key("app." + HERE + "Animal", "1"));
            assertThat(space.sql(session -> session.find(Animal.class, 1L))).isZero();
        }
    }
}
