package io.throughline.it.mappings;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.time.Instant;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.annotations.ColumnTransformer;
import org.hibernate.annotations.CreationTimestamp;
import org.hibernate.annotations.DynamicInsert;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.Formula;
import org.hibernate.annotations.Generated;
import org.hibernate.annotations.GeneratedColumn;
import org.hibernate.annotations.Immutable;
import org.hibernate.annotations.SoftDelete;
import org.hibernate.annotations.UpdateTimestamp;
import org.hibernate.generator.EventType;
import org.junit.jupiter.api.Test;

/** Values that the database makes itself, or that are written in unusual ways. */
class SpecialAttributesTest extends MappingTest {

    @Entity(name = "Fixed")
    @Immutable
    static class Fixed extends Row {
        String name;
    }

    @Entity(name = "ReadOnly")
    @Immutable
    @Cache(usage = CacheConcurrencyStrategy.READ_ONLY)
    static class ReadOnly extends Row {
        String name;
    }

    @Entity(name = "Computed")
    static class Computed extends Row {
        Integer number;

        @Formula("number * 2")
        Integer twice;
    }

    @Entity(name = "OfTheDatabase")
    static class OfTheDatabase extends Row {
        Integer number;

        @GeneratedColumn("number * 2")
        Integer twice;

        @Generated(event = EventType.INSERT)
        @Column(columnDefinition = "integer default 7", insertable = false)
        Integer seven;
    }

    @Entity(name = "Dynamic")
    @DynamicInsert
    @DynamicUpdate
    static class Dynamic extends Row {
        String name;
        String other;
    }

    /** Without a version the cache cannot take what only some columns were written of. */
    @Entity(name = "DynamicWithoutVersion")
    @DynamicUpdate
    static class DynamicWithoutVersion {
        @Id
        Long id;

        String name;
        String other;
    }

    @Entity(name = "Stamped")
    static class Stamped extends Row {
        String name;

        @CreationTimestamp
        Instant created;

        @UpdateTimestamp
        Instant changed;
    }

    @Entity(name = "Transformed")
    static class Transformed extends Row {
        @ColumnTransformer(read = "lower(name)", write = "upper(?)")
        String name;

        @Column(updatable = false)
        String once;
    }

    @Entity(name = "Soft")
    @SoftDelete
    static class Soft extends Row {
        String name;
    }

    SpecialAttributesTest() {
        super(
                Fixed.class,
                ReadOnly.class,
                Computed.class,
                OfTheDatabase.class,
                Dynamic.class,
                DynamicWithoutVersion.class,
                Stamped.class,
                Transformed.class,
                Soft.class);
    }

    @Test
    void immutable() {
        Fixed entity = new Fixed();
        entity.id = 1L;
        entity.name = "n";
        Life<Fixed> life = nodes.row(Fixed.class, 1L).inserted(entity);
        nodes.first().inTransaction(session -> session.find(Fixed.class, 1L).name = "ignored");
        life.unchanged().deleted();
    }

    @Test
    void readOnly() {
        ReadOnly entity = new ReadOnly();
        entity.id = 1L;
        entity.name = "n";
        nodes.row(ReadOnly.class, 1L).inserted(entity).deleted();
    }

    @Test
    void formula() {
        Computed entity = new Computed();
        entity.id = 1L;
        entity.number = 5;
        nodes.row(Computed.class, 1L)
                .inserted(entity)
                .updated(row -> row.number = 6)
                .updated(row -> row.number = null)
                .deleted();
    }

    @Test
    void generatedColumns() {
        OfTheDatabase entity = new OfTheDatabase();
        entity.id = 1L;
        entity.number = 5;
        nodes.row(OfTheDatabase.class, 1L)
                .inserted(entity)
                .updated(row -> row.number = 6)
                .updated(row -> row.number = null)
                .deleted();
    }

    @Test
    void dynamicUpdate() {
        Dynamic entity = new Dynamic();
        entity.id = 1L;
        nodes.row(Dynamic.class, 1L)
                .inserted(entity)
                .updated(row -> row.name = "n")
                .updated(row -> row.other = "o")
                .updated(row -> row.name = null)
                .deleted();
    }

    @Test
    void dynamicUpdateWithoutVersion() {
        DynamicWithoutVersion entity = new DynamicWithoutVersion();
        entity.id = 1L;
        nodes.row(DynamicWithoutVersion.class, 1L)
                .inserted(entity)
                .updated(row -> row.name = "n")
                .updated(row -> row.other = "o")
                .updated(row -> row.name = null)
                .deleted();
    }

    @Test
    void timestamps() {
        Stamped entity = new Stamped();
        entity.id = 1L;
        nodes.row(Stamped.class, 1L)
                .inserted(entity)
                .updated(row -> row.name = "n")
                .deleted();
    }

    @Test
    void columnsReadAndWrittenByExpressions() {
        Transformed entity = new Transformed();
        entity.id = 1L;
        entity.name = "n";
        entity.once = "o";
        nodes.row(Transformed.class, 1L)
                .inserted(entity)
                .updated(row -> row.name = "m")
                .updated(row -> row.name = null)
                .deleted();
    }

    @Test
    void softDelete() {
        Soft entity = new Soft();
        entity.id = 1L;
        nodes.row(Soft.class, 1L)
                .inserted(entity)
                .updated(row -> row.name = "n")
                .deleted();
        nodes.first()
                .inTransaction(
                        session -> assertThat(session.find(Soft.class, 1L)).isNull());
    }
}
