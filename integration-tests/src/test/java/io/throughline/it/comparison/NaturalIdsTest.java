package io.throughline.it.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.comparison.Library.Publisher;
import io.throughline.it.comparison.Library.Reader;
import io.throughline.it.nodes.SinceHibernate74;
import org.hibernate.Session;
import org.junit.jupiter.api.Test;

/** Natural ids, simple and changing, composite and not. */
class NaturalIdsTest extends ComparisonTest {

    NaturalIdsTest() {
        super(Reader.class, Publisher.class);
    }

    @Override
    void prepare() {
        prepare(session -> {
            session.persist(new Reader(1, "c1", "n"));
            session.persist(new Publisher(1, "fr", 1));
        });
    }

    private static Reader reader(Session session, String card) {
        return session.bySimpleNaturalId(Reader.class).load(card);
    }

    private static Publisher publisher(Session session, String country, int number) {
        return session.byNaturalId(Publisher.class)
                .using("country", country)
                .using("number", number)
                .load();
    }

    private Observed loading(String card, Long expected) {
        return in(session -> {
            Reader reader = reader(session, card);
            assertThat(reader == null ? null : reader.id).isEqualTo(expected);
        });
    }

    @Test
    void anInsertIsWrittenThrough() {
        in(session -> session.persist(new Reader(2, "c2", "m"))).is("sql 1; Reader put 1; Reader.naturalId put 1");
        in(session -> session.persist(new Publisher(2, "de", 2)))
                .is("sql 1; Publisher put 1; Publisher.naturalId put 1");
        loading("c2", 2L).is("Reader hit 1; Reader.naturalId hit 1");
        in(session -> assertThat(publisher(session, "de", 2).id).isEqualTo(2))
                .is("Publisher hit 1; Publisher.naturalId hit 1");
    }

    @Test
    void loadedWhenNotCached() {
        cache().evictNaturalIdData();
        loading("c1", 1L)
                .is(
                        "sql 1; Reader.naturalId miss 1 put 1; entities loaded 1; natural id queries 1",
                        Difference.LOADS_COUNT_BEFORE_THEY_ARE_PUT,
                        "sql 1; Reader put 1; Reader.naturalId miss 1 put 1; entities loaded 1; natural id queries 1");
        loading("c1", 1L).is("Reader hit 1; Reader.naturalId hit 1");
        in(session -> publisher(session, "fr", 1))
                .is(
                        "sql 1; Publisher.naturalId miss 1 put 1; entities loaded 1; natural id queries 1",
                        Difference.LOADS_COUNT_BEFORE_THEY_ARE_PUT,
                        "sql 1; Publisher put 1; Publisher.naturalId miss 1 put 1; entities loaded 1; natural id queries 1");
        in(session -> publisher(session, "fr", 1)).is("Publisher hit 1; Publisher.naturalId hit 1");
        cache().evictNaturalIdData();
        cache().evictEntityData();
        loading("c1", 1L)
                .is("sql 1; Reader put 1; Reader.naturalId miss 1 put 1; entities loaded 1; natural id queries 1");
        loading("c1", 1L).is("Reader hit 1; Reader.naturalId hit 1");
        in(session -> publisher(session, "fr", 1))
                .is(
                        "sql 1; Publisher put 1; Publisher.naturalId miss 1 put 1; entities loaded 1; natural id queries 1");
        in(session -> publisher(session, "fr", 1)).is("Publisher hit 1; Publisher.naturalId hit 1");
    }

    @Test
    void noneOfThatName() {
        loading("none", null).is("sql 1; Reader.naturalId miss 1; natural id queries 1");
        loading("none", null).is("sql 1; Reader.naturalId miss 1; natural id queries 1");
    }

    @Test
    void twiceInOneSession() {
        cache().evictNaturalIdData();
        in(session -> {
                    reader(session, "c1");
                    reader(session, "c1");
                })
                .is(
                        "sql 1; Reader.naturalId miss 1 put 1; entities loaded 1; natural id queries 1",
                        Difference.LOADS_COUNT_BEFORE_THEY_ARE_PUT,
                        "sql 1; Reader put 1; Reader.naturalId miss 1 put 1; entities loaded 1; natural id queries 1");
        in(session -> {
                    reader(session, "c1");
                    reader(session, "c1");
                })
                .is("Reader hit 1; Reader.naturalId hit 1");
    }

    @Test
    void foundByItsIdBefore() {
        in(session -> {
                    session.find(Reader.class, 1L);
                    reader(session, "c1");
                })
                .is("Reader hit 1");
        cache().evictNaturalIdData();
        in(session -> session.find(Reader.class, 1L))
                .is("Reader hit 1; Reader.naturalId put 1", Difference.NATURAL_IDS_COME_WITH_ROWS, "Reader hit 1");
        loading("c1", 1L)
                .is(
                        "Reader hit 1; Reader.naturalId hit 1",
                        Difference.NATURAL_IDS_COME_WITH_ROWS,
                        "sql 1; Reader put 1; Reader.naturalId miss 1 put 1; entities loaded 1; natural id queries 1");
        cache().evictNaturalIdData();
        cache().evictEntityData();
        in(session -> session.find(Reader.class, 1L))
                .is("sql 1; Reader miss 1 put 1; Reader.naturalId put 1; entities loaded 1");
        loading("c1", 1L).is("Reader hit 1; Reader.naturalId hit 1");
    }

    /** What the session came by before has nothing to do with it. */
    @Test
    void loadedAfterAnotherHit() {
        cache().evictNaturalIdData();
        in(session -> {
                    session.find(Reader.class, 1L);
                    publisher(session, "fr", 1);
                })
                .is(
                        "sql 1; Publisher.naturalId miss 1 put 1; Reader hit 1; Reader.naturalId put 1; entities loaded 1; natural id queries 1",
                        Difference.NATURAL_IDS_COME_WITH_ROWS,
                        "sql 1; Publisher put 1; Publisher.naturalId miss 1 put 1; Reader hit 1; entities loaded 1; natural id queries 1");
        in(session -> publisher(session, "fr", 1)).is("Publisher hit 1; Publisher.naturalId hit 1");
    }

    @Test
    void aReference() {
        in(session -> session.bySimpleNaturalId(Reader.class).getReference("c1"))
                .is("Reader.naturalId hit 1");
        cache().evictNaturalIdData();
        in(session -> session.bySimpleNaturalId(Reader.class).getReference("c1"))
                .is("sql 1; Reader.naturalId miss 1; natural id queries 1");
        in(session -> session.bySimpleNaturalId(Reader.class).getReference("c1"))
                .is("sql 1; Reader.naturalId miss 1; natural id queries 1");
    }

    @Test
    void itChanges() {
        in(session -> reader(session, "c1").card = "c2").is("sql 1; Reader hit 1 put 1; Reader.naturalId hit 1 put 1");
        loading("c1", null).is("sql 1; Reader.naturalId miss 1; natural id queries 1");
        loading("c2", 1L).is("Reader hit 1; Reader.naturalId hit 1");
        loading("c2", 1L).is("Reader hit 1; Reader.naturalId hit 1");
    }

    @Test
    void itChangesBackAndForth() {
        in(session -> reader(session, "c1").card = "c2").is("sql 1; Reader hit 1 put 1; Reader.naturalId hit 1 put 1");
        in(session -> reader(session, "c2").card = "c1")
                .is(
                        "sql 1; Reader hit 1 put 1; Reader.naturalId hit 1",
                        Difference.LOCKS_LEAVE_A_FENCE,
                        "sql 1; Reader hit 1 put 1; Reader.naturalId hit 1 put 1");
        loading("c1", 1L)
                .is(
                        "sql 1; Reader.naturalId miss 1 put 1; entities loaded 1; natural id queries 1",
                        Difference.LOCKS_LEAVE_A_FENCE,
                        "Reader hit 1; Reader.naturalId hit 1");
        loading("c2", null).is("sql 1; Reader.naturalId miss 1; natural id queries 1");
        loading("c1", 1L).is("Reader hit 1; Reader.naturalId hit 1");
    }

    @Test
    void twoSwapTheirs() {
        prepare(session -> session.persist(new Reader(2, "c2", "m")));
        in(session -> {
                    Reader one = session.find(Reader.class, 1L);
                    Reader two = session.find(Reader.class, 2L);
                    one.card = "c0";
                    session.flush();
                    two.card = "c1";
                    session.flush();
                    one.card = "c2";
                })
                .is(
                        "sql 3; Reader hit 2 put 1",
                        Difference.A_TRANSACTION_LOCKS_ONCE,
                        "sql 3; Reader hit 2 put 2; Reader.naturalId put 2");
        loading("c1", 2L)
                .is(
                        "sql 1; Reader.naturalId miss 1 put 1; entities loaded 1; natural id queries 1",
                        Difference.A_TRANSACTION_LOCKS_ONCE,
                        "Reader hit 1; Reader.naturalId hit 1");
        loading("c2", 1L)
                .is(
                        "sql 1; Reader put 1; Reader.naturalId miss 1 put 1; entities loaded 1; natural id queries 1",
                        Difference.A_TRANSACTION_LOCKS_ONCE,
                        "Reader hit 1; Reader.naturalId hit 1");
        loading("c0", null).is("sql 1; Reader.naturalId miss 1; natural id queries 1");
    }

    @Test
    void theRowChanges() {
        in(session -> reader(session, "c1").name = "m").is("sql 1; Reader hit 1 put 1; Reader.naturalId hit 1");
        in(session -> assertThat(reader(session, "c1").name).isEqualTo("m")).is("Reader hit 1; Reader.naturalId hit 1");
    }

    @Test
    void theRowIsDeleted() {
        in(session -> session.remove(reader(session, "c1"))).is("sql 1; Reader hit 1 remove 1; Reader.naturalId hit 1");
        loading("c1", null).is("sql 1; Reader.naturalId miss 1; natural id queries 1");
        in(session -> session.persist(new Reader(2, "c1", "m"))).is("sql 1; Reader put 1; Reader.naturalId put 1");
        loading("c1", 2L).is("Reader hit 1; Reader.naturalId hit 1");
        loading("c1", 2L).is("Reader hit 1; Reader.naturalId hit 1");
    }

    @Test
    void rolledBack() {
        rolledBack(session -> {
                    reader(session, "c1").card = "c2";
                    session.persist(new Reader(2, "c3", "m"));
                    session.flush();
                })
                .is("sql 2; Reader hit 1; Reader.naturalId hit 1");
        provider.awaitEvicted("Reader", "1");
        provider.awaitEvicted("Reader.naturalId", "*c1");
        loading("c1", 1L)
                .is(
                        "sql 1; Reader.naturalId miss 1 put 1; entities loaded 1; natural id queries 1",
                        Difference.LOCKS_LEAVE_A_FENCE,
                        "sql 1; Reader put 1; Reader.naturalId miss 1 put 1; entities loaded 1; natural id queries 1");
        loading("c2", null).is("sql 1; Reader.naturalId miss 1; natural id queries 1");
        loading("c3", null).is("sql 1; Reader.naturalId miss 1; natural id queries 1");
        loading("c1", 1L)
                .is(
                        "sql 1; Reader miss 1; Reader.naturalId hit 1; entities loaded 1",
                        Difference.LOCKS_LEAVE_A_FENCE,
                        "Reader hit 1; Reader.naturalId hit 1");
    }

    @Test
    void whatItHasChangedIsFoundByIt() {
        in(session -> {
                    reader(session, "c1").card = "c2";
                    assertThat(reader(session, "c2").id).isEqualTo(1);
                    assertThat(reader(session, "c1")).isNull();
                })
                .is("sql 1; Reader hit 1 put 1; Reader.naturalId hit 1 put 1");
    }

    @Test
    void loadedByAQuery() {
        cache().evictNaturalIdData();
        cache().evictEntityData();
        in(session -> session.createSelectionQuery("from Reader", Reader.class).getResultList())
                .is("sql 1; Reader put 1; Reader.naturalId put 1; entities loaded 1; queries 1");
        loading("c1", 1L).is("Reader hit 1; Reader.naturalId hit 1");
    }

    @Test
    @SinceHibernate74
    void severalAtOnce() {
        in(session -> session.byMultipleNaturalId(Reader.class).multiLoad("c1", "c2"))
                .is("sql 1; Reader.naturalId hit 1 miss 2; entities loaded 1");
    }

    @Test
    void evictedByClassAndByRegion() {
        cache().evictNaturalIdData(Reader.class);
        loading("c1", 1L)
                .is(
                        "sql 1; Reader.naturalId miss 1 put 1; entities loaded 1; natural id queries 1",
                        Difference.LOADS_COUNT_BEFORE_THEY_ARE_PUT,
                        "sql 1; Reader put 1; Reader.naturalId miss 1 put 1; entities loaded 1; natural id queries 1");
        in(session -> publisher(session, "fr", 1)).is("Publisher hit 1; Publisher.naturalId hit 1");
        cache().evictRegion("Publisher.naturalId");
        in(session -> publisher(session, "fr", 1))
                .is(
                        "sql 1; Publisher.naturalId miss 1 put 1; entities loaded 1; natural id queries 1",
                        Difference.LOADS_COUNT_BEFORE_THEY_ARE_PUT,
                        "sql 1; Publisher put 1; Publisher.naturalId miss 1 put 1; entities loaded 1; natural id queries 1");
        loading("c1", 1L).is("Reader hit 1; Reader.naturalId hit 1");
    }
}
