package io.throughline.it.mappings;

import jakarta.persistence.Column;
import jakarta.persistence.DiscriminatorColumn;
import jakarta.persistence.DiscriminatorType;
import jakarta.persistence.DiscriminatorValue;
import jakarta.persistence.Entity;
import jakarta.persistence.Inheritance;
import jakarta.persistence.InheritanceType;
import jakarta.persistence.SecondaryTable;
import jakarta.persistence.Table;
import org.junit.jupiter.api.Test;

/** All ways to lay a hierarchy out in tables. */
class InheritanceTest extends MappingTest {

    @Entity(name = "Single")
    @DiscriminatorColumn(discriminatorType = DiscriminatorType.INTEGER)
    @DiscriminatorValue("1")
    static class Single extends Row {
        String name;
    }

    @Entity(name = "SingleSub")
    @DiscriminatorValue("2")
    static class SingleSub extends Single {
        Integer extra;
    }

    @Entity(name = "SingleSubSub")
    @DiscriminatorValue("3")
    static class SingleSubSub extends SingleSub {
        Integer more;
    }

    @Entity(name = "Joined")
    @Inheritance(strategy = InheritanceType.JOINED)
    abstract static class Joined extends Row {
        String name;
    }

    @Entity(name = "JoinedSub")
    static class JoinedSub extends Joined {
        Integer extra;
    }

    @Entity(name = "JoinedOther")
    static class JoinedOther extends Joined {
        String extra;
    }

    @Entity(name = "PerClass")
    @Inheritance(strategy = InheritanceType.TABLE_PER_CLASS)
    static class PerClass extends Row {
        String name;
    }

    @Entity(name = "PerClassSub")
    static class PerClassSub extends PerClass {
        Integer extra;
    }

    @Entity(name = "TwoTables")
    @Table(name = "main")
    @SecondaryTable(name = "secondary")
    static class TwoTables extends Row {
        String name;

        @Column(table = "secondary")
        Integer extra;
    }

    InheritanceTest() {
        super(
                Single.class,
                SingleSub.class,
                SingleSubSub.class,
                Joined.class,
                JoinedSub.class,
                JoinedOther.class,
                PerClass.class,
                PerClassSub.class,
                TwoTables.class);
    }

    @Test
    void singleTable() {
        single(1, new Single());
        single(2, new SingleSub());
        SingleSubSub lowest = new SingleSubSub();
        lowest.id = 3L;
        lowest.more = 5;
        nodes.row(Single.class, 3L)
                .inserted(lowest)
                .updated(row -> ((SingleSubSub) row).more = 6)
                .updated(row -> ((SingleSub) row).extra = 7)
                .updated(row -> ((SingleSubSub) row).more = null)
                .deleted();
    }

    private void single(long id, Single entity) {
        entity.id = id;
        entity.name = "a";
        nodes.row(Single.class, id)
                .inserted(entity)
                .updated(row -> row.name = "b")
                .updated(row -> row.name = null)
                .deleted();
    }

    @Test
    void joined() {
        JoinedSub sub = new JoinedSub();
        sub.id = 1L;
        sub.extra = 1;
        nodes.row(Joined.class, 1L)
                .inserted(sub)
                .updated(row -> row.name = "b")
                .updated(row -> ((JoinedSub) row).extra = null)
                .deleted();
        JoinedOther other = new JoinedOther();
        other.id = 2L;
        other.extra = "x";
        nodes.row(JoinedOther.class, 2L)
                .inserted(other)
                .updated(row -> row.extra = "y")
                .updated(row -> row.extra = null)
                .deleted();
    }

    @Test
    void tablePerClass() {
        PerClass root = new PerClass();
        root.id = 1L;
        nodes.row(PerClass.class, 1L)
                .inserted(root)
                .updated(row -> row.name = "b")
                .deleted();
        PerClassSub sub = new PerClassSub();
        sub.id = 2L;
        sub.extra = 1;
        nodes.row(PerClass.class, 2L)
                .inserted(sub)
                .updated(row -> row.name = "b")
                .updated(row -> ((PerClassSub) row).extra = null)
                .deleted();
    }

    @Test
    void secondaryTable() {
        TwoTables both = new TwoTables();
        both.id = 1L;
        both.extra = 1;
        nodes.row(TwoTables.class, 1L)
                .inserted(both)
                .updated(row -> row.extra = 2)
                .updated(row -> row.extra = null)
                .updated(row -> row.name = "n")
                .deleted();
    }
}
