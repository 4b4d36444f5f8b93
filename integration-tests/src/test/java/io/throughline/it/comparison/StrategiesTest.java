package io.throughline.it.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.comparison.Library.Draft;
import io.throughline.it.comparison.Library.Language;
import io.throughline.it.comparison.Library.Law;
import org.junit.jupiter.api.Test;

/** NONSTRICT_READ_WRITE, READ_ONLY and immutable entities. */
class StrategiesTest extends ComparisonTest {

    StrategiesTest() {
        super(Draft.class, Law.class, Language.class);
    }

    @Override
    void prepare() {
        prepare(session -> {
            Draft draft = new Draft(1, "d1", "a");
            draft.labels.add("x");
            session.persist(draft);
            Law law = new Law(1, "a");
            law.articles.add("1");
            session.persist(law);
            session.persist(new Language(1, "fr"));
        });
        prepare(session -> session.find(Draft.class, 1L).labels.size());
    }

    private Observed draft(String text) {
        return in(session -> assertThat(session.find(Draft.class, 1L).text).isEqualTo(text));
    }

    private Observed law(String text) {
        return in(session -> assertThat(session.find(Law.class, 1L).text).isEqualTo(text));
    }

    @Test
    void nonstrictIsInserted() {
        in(session -> session.persist(new Draft(2, "d2", "b"))).is("sql 1");
        in(session -> session.find(Draft.class, 2L))
                .is("sql 1; Draft miss 1 put 1; Draft.naturalId put 1; entities loaded 1");
        in(session -> session.find(Draft.class, 2L)).is("Draft hit 1");
    }

    @Test
    void nonstrictIsUpdated() {
        draft("a").is("Draft hit 1");
        in(session -> session.find(Draft.class, 1L).text = "b").is("sql 1; Draft hit 1");
        draft("b")
                .is(
                        "sql 1; Draft miss 1 put 1; entities loaded 1",
                        Difference.LOADS_COUNT_BEFORE_THEY_ARE_PUT,
                        "sql 1; Draft miss 1 put 1; Draft.naturalId put 1; entities loaded 1");
        draft("b").is("Draft hit 1");
    }

    @Test
    void nonstrictIsDeleted() {
        in(session -> session.remove(session.find(Draft.class, 1L))).is("sql 2; Draft hit 1 remove 1");
        in(session -> assertThat(session.find(Draft.class, 1L)).isNull()).is("sql 1; Draft miss 1");
    }

    @Test
    void nonstrictIsRolledBack() {
        rolledBack(session -> {
                    session.find(Draft.class, 1L).text = "b";
                    session.flush();
                })
                .is("sql 1; Draft hit 1");
        provider.awaitEvicted("Draft", "1");
        draft("a")
                .is(
                        "sql 1; Draft miss 1 put 1; entities loaded 1",
                        Difference.LOADS_COUNT_BEFORE_THEY_ARE_PUT,
                        "sql 1; Draft miss 1 put 1; Draft.naturalId put 1; entities loaded 1");
        draft("a").is("Draft hit 1");
    }

    @Test
    void nonstrictCollections() {
        in(session -> session.find(Draft.class, 1L).labels.add("y")).is("sql 2; Draft hit 1; Draft.labels hit 1");
        in(session -> assertThat(session.find(Draft.class, 1L).labels).hasSize(2))
                .is(
                        "sql 2; Draft miss 1 put 1; Draft.labels miss 1 put 1; entities loaded 1; collections loaded 1 fetched 1",
                        Difference.LOADS_COUNT_BEFORE_THEY_ARE_PUT,
                        "sql 2; Draft miss 1 put 1; Draft.labels miss 1 put 1; Draft.naturalId put 1; entities loaded 1; collections loaded 1 fetched 1");
        in(session -> assertThat(session.find(Draft.class, 1L).labels).hasSize(2))
                .is("Draft hit 1; Draft.labels hit 1");
    }

    @Test
    void nonstrictNaturalIds() {
        in(session -> session.bySimpleNaturalId(Draft.class).load("d1")).is("Draft hit 1; Draft.naturalId hit 1");
        in(session -> session.bySimpleNaturalId(Draft.class).load("d1").code = "d2")
                .is("sql 1; Draft hit 1; Draft.naturalId hit 1");
        in(session -> assertThat(session.bySimpleNaturalId(Draft.class).load("d1"))
                        .isNull())
                .is("sql 1; Draft.naturalId miss 1; natural id queries 1");
        in(session -> session.bySimpleNaturalId(Draft.class).load("d2"))
                .is("sql 1; Draft put 1; Draft.naturalId miss 1 put 1; entities loaded 1; natural id queries 1");
        in(session -> session.bySimpleNaturalId(Draft.class).load("d2")).is("Draft hit 1; Draft.naturalId hit 1");
    }

    @Test
    void nonstrictBulk() {
        in(session -> session.createMutationQuery("update Draft set text = 'b'").executeUpdate())
                .is("sql 1");
        draft("b").is("sql 1; Draft miss 1 put 1; Draft.naturalId put 1; entities loaded 1");
        draft("b").is("Draft hit 1");
    }

    @Test
    void readOnlyIsInserted() {
        in(session -> session.persist(new Law(2, "b"))).is("sql 1; Law put 1");
        in(session -> session.find(Law.class, 2L)).is("Law hit 1");
    }

    @Test
    void readOnlyIsLoaded() {
        cache().evictEntityData(Law.class);
        law("a").is("sql 1; Law miss 1 put 1; entities loaded 1");
        law("a").is("Law hit 1");
    }

    @Test
    void readOnlyIsNotUpdated() {
        failing(UnsupportedOperationException.class, session -> {
                    session.find(Law.class, 1L).text = "b";
                    session.flush();
                })
                .is("sql 1; Law hit 1");
        provider.awaitEvicted("Law", "1");
        law("a").is("sql 1; Law miss 1 put 1; entities loaded 1");
        law("a").is("Law hit 1");
    }

    @Test
    void readOnlyIsNotUpdatedAtTheCommit() {
        failing(UnsupportedOperationException.class, session -> session.find(Law.class, 1L).text = "b")
                .is("sql 1; Law hit 1");
        provider.awaitEvicted("Law", "1");
        law("a").is("sql 1; Law miss 1 put 1; entities loaded 1");
    }

    @Test
    void readOnlyIsDeleted() {
        in(session -> session.remove(session.find(Law.class, 1L))).is("sql 2; Law hit 1 remove 1");
        in(session -> assertThat(session.find(Law.class, 1L)).isNull()).is("sql 1; Law miss 1");
    }

    @Test
    void readOnlyCollections() {
        in(session -> assertThat(session.find(Law.class, 1L).articles).hasSize(1))
                .is("sql 1; Law hit 1; Law.articles miss 1 put 1; collections loaded 1 fetched 1");
        in(session -> assertThat(session.find(Law.class, 1L).articles).hasSize(1))
                .is("Law hit 1; Law.articles hit 1");
    }

    @Test
    void readOnlyCollectionsThatChange() {
        in(session -> assertThat(session.find(Law.class, 1L).articles).hasSize(1))
                .is("sql 1; Law hit 1; Law.articles miss 1 put 1; collections loaded 1 fetched 1");
        in(session -> session.find(Law.class, 1L).articles.add("2")).is("sql 1; Law hit 1; Law.articles hit 1");
        in(session -> assertThat(session.find(Law.class, 1L).articles).hasSize(2))
                .is("sql 1; Law hit 1; Law.articles miss 1 put 1; collections loaded 1 fetched 1");
    }

    @Test
    void readOnlyBulk() {
        in(session -> session.createMutationQuery("update Law set text = 'b'").executeUpdate())
                .is("sql 1");
        law("b").is("sql 1; Law miss 1 put 1; entities loaded 1");
    }

    @Test
    void immutableIsCachedAndNotUpdated() {
        in(session -> session.find(Language.class, 1L)).is("Language hit 1");
        in(session -> session.find(Language.class, 1L).code = "xx").is("Language hit 1");
        in(session -> assertThat(session.find(Language.class, 1L).code).isEqualTo("fr"))
                .is("Language hit 1");
        in(session -> session.bySimpleNaturalId(Language.class).load("fr"))
                .is("Language hit 1; Language.naturalId hit 1");
        in(session -> session.remove(session.find(Language.class, 1L))).is("sql 1; Language hit 1 remove 1");
        in(session -> assertThat(session.find(Language.class, 1L)).isNull()).is("sql 1; Language miss 1");
    }
}
