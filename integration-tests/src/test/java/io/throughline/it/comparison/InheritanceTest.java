package io.throughline.it.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.Cacheable;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Inheritance;
import jakarta.persistence.InheritanceType;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One region for a hierarchy, whatever its tables. */
class InheritanceTest extends ComparisonTest {

    /** What the tests need of one. */
    interface Medium {
        void id(long id);

        String name();

        void name(String name);
    }

    @Entity(name = "Single")
    @Inheritance(strategy = InheritanceType.SINGLE_TABLE)
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE, region = "Medium")
    public static class Single implements Medium {
        @Id
        public Long id;

        public String name;

        @Override
        public void id(long newId) {
            id = newId;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public void name(String newName) {
            name = newName;
        }
    }

    @Entity(name = "SingleFilm")
    public static class SingleFilm extends Single {
        public Integer minutes;
    }

    @Entity(name = "Joined")
    @Inheritance(strategy = InheritanceType.JOINED)
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE, region = "Medium")
    public static class Joined implements Medium {
        @Id
        public Long id;

        public String name;

        @Override
        public void id(long newId) {
            id = newId;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public void name(String newName) {
            name = newName;
        }
    }

    @Entity(name = "JoinedFilm")
    public static class JoinedFilm extends Joined {
        public Integer minutes;
    }

    @Entity(name = "PerClass")
    @Inheritance(strategy = InheritanceType.TABLE_PER_CLASS)
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE, region = "Medium")
    public static class PerClass implements Medium {
        @Id
        public Long id;

        public String name;

        @Override
        public void id(long newId) {
            id = newId;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public void name(String newName) {
            name = newName;
        }
    }

    @Entity(name = "PerClassFilm")
    public static class PerClassFilm extends PerClass {
        public Integer minutes;
    }

    InheritanceTest() {
        super(Single.class, SingleFilm.class, Joined.class, JoinedFilm.class, PerClass.class, PerClassFilm.class);
    }

    private static Medium made(Class<? extends Medium> type, long id) {
        try {
            Medium medium = type.getDeclaredConstructor().newInstance();
            medium.id(id);
            medium.name("a");
            return medium;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(classes = {Single.class, Joined.class, PerClass.class})
    void aHierarchy(Class<? extends Medium> root) throws ReflectiveOperationException {
        Class<? extends Medium> film = Class.forName(root.getName() + "Film").asSubclass(Medium.class);
        prepare(session -> {
            session.persist(made(root, 1));
            session.persist(made(film, 2));
        });
        in(session -> assertThat(session.find(root, 1L).name()).isEqualTo("a")).is("Medium hit 1");
        in(session -> assertThat(session.find(root, 2L)).isInstanceOf(film)).is("Medium hit 1");
        in(session -> assertThat(session.find(film, 2L)).isInstanceOf(film)).is("Medium hit 1");
        in(session -> assertThat(session.find(film, 1L)).isNull()).is("sql 1; Medium hit 1");
        assertThat(cache().containsEntity(root, 2L)).isTrue();
        assertThat(cache().containsEntity(film, 2L)).isTrue();
        cache().evictEntityData(film, 2L);
        assertThat(cache().containsEntity(root, 2L)).isFalse();
        in(session -> assertThat(session.find(root, 2L)).isInstanceOf(film))
                .is("sql 1; Medium miss 1 put 1; entities loaded 1");
        in(session -> assertThat(session.find(film, 2L)).isInstanceOf(film)).is("Medium hit 1");
        cache().evictEntityData(film);
        assertThat(cache().containsEntity(root, 1L)).isFalse();
        in(session -> session.find(root, 1L)).is("sql 1; Medium miss 1 put 1; entities loaded 1");
        assertThat(cache().containsEntity(root, 1L)).isTrue();
    }

    @Test
    void bulkStatements() {
        prepare(session -> {
            session.persist(made(Joined.class, 1));
            session.persist(made(JoinedFilm.class, 2));
        });
        prepare(session ->
                session.createMutationQuery("update JoinedFilm set minutes = 5").executeUpdate());
        in(session -> session.find(Joined.class, 1L)).is("sql 1; Medium miss 1 put 1; entities loaded 1");
        in(session -> assertThat(session.find(JoinedFilm.class, 2L).minutes).isEqualTo(5))
                .is("sql 1; Medium miss 1 put 1; entities loaded 1");
    }
}
