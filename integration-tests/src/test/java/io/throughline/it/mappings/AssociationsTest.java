package io.throughline.it.mappings;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.CascadeType;
import jakarta.persistence.Column;
import jakarta.persistence.DiscriminatorType;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OneToOne;
import jakarta.persistence.OrderColumn;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.annotations.Any;
import org.hibernate.annotations.AnyDiscriminator;
import org.hibernate.annotations.AnyDiscriminatorValue;
import org.hibernate.annotations.AnyKeyJavaClass;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.junit.jupiter.api.Test;

/** References to other entities, and collections of those that belong to one. */
class AssociationsTest extends MappingTest {

    @Entity(name = "Parent")
    static class Parent extends Row {
        String name;

        @OneToMany(mappedBy = "parent", cascade = CascadeType.ALL, orphanRemoval = true)
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        List<Child> children = new ArrayList<>();

        @OneToMany(cascade = CascadeType.ALL, orphanRemoval = true)
        @JoinColumn(name = "list_parent")
        @OrderColumn
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        List<Listed> listed = new ArrayList<>();
    }

    @Entity(name = "Child")
    static class Child extends Row {
        @ManyToOne(fetch = FetchType.LAZY)
        Parent parent;
    }

    @Entity(name = "Listed")
    static class Listed extends Row {
        String name;
    }

    @Entity(name = "Referrer")
    static class Referrer extends Row {
        @ManyToOne(fetch = FetchType.LAZY)
        Parent lazy;

        @ManyToOne
        Parent eager;

        @OneToOne
        Listed one;

        @Any
        @AnyKeyJavaClass(Long.class)
        @JoinColumn(name = "any_id")
        @Column(name = "any_type")
        @AnyDiscriminator(DiscriminatorType.STRING)
        @AnyDiscriminatorValue(discriminator = "P", entity = Parent.class)
        @AnyDiscriminatorValue(discriminator = "L", entity = Listed.class)
        Object any;
    }

    private long ids;

    AssociationsTest() {
        super(Parent.class, Child.class, Listed.class, Referrer.class);
    }

    private <T extends Row> T saved(T entity) {
        entity.id = ++ids;
        nodes.first().inTransaction(session -> session.persist(entity));
        return entity;
    }

    private Referrer referrer() {
        Referrer referrer = new Referrer();
        referrer.id = ++ids;
        return referrer;
    }

    @Test
    void manyToOne() {
        Parent a = saved(new Parent());
        Parent b = saved(new Parent());
        Referrer referrer = referrer();
        referrer.lazy = a;
        referrer.eager = a;
        nodes.row(Referrer.class, referrer.id)
                .inserted(referrer)
                .updated((session, row) -> row.lazy = session.getReference(Parent.class, b.id))
                .updated((session, row) -> row.eager = session.find(Parent.class, b.id))
                .updated(row -> row.lazy = null)
                .updated(row -> row.eager = null)
                .deleted();
    }

    @Test
    void oneToOne() {
        Listed a = saved(new Listed());
        Listed b = saved(new Listed());
        Referrer referrer = referrer();
        referrer.one = a;
        nodes.row(Referrer.class, referrer.id)
                .inserted(referrer)
                .updated((session, row) -> row.one = session.find(Listed.class, b.id))
                .updated(row -> row.one = null)
                .deleted();
    }

    /** An association that is not null is not cached: its entry would name an entity. */
    @Test
    void anyIsNotCached() {
        Parent a = saved(new Parent());
        Referrer referrer = referrer();
        referrer.any = a;
        nodes.first().inTransaction(session -> session.persist(referrer));
        NotCached.by(
                nodes,
                Referrer.class,
                referrer.id,
                found -> assertThat(found.any).isInstanceOf(Parent.class));
    }

    @Test
    void orphansGo() {
        Parent parent = new Parent();
        parent.id = ++ids;
        Long[] child = {++ids, ++ids};
        nodes.row(Parent.class, parent.id)
                .inserted(parent)
                .updated(row -> row.children.add(child(child[0], row)))
                .updated(row -> row.children.add(child(child[1], row)))
                .updated(row -> row.children.removeIf(c -> c.id.equals(child[0])));
        nodes.row(Child.class, child[0]).isGone();
        nodes.row(Child.class, child[1]).unchanged();
        nodes.row(Parent.class, parent.id).deleted();
        nodes.row(Child.class, child[1]).isGone();
    }

    private static Child child(Long id, Parent parent) {
        Child child = new Child();
        child.id = id;
        child.parent = parent;
        return child;
    }

    @Test
    void orphansOfAListInOrder() {
        Parent parent = new Parent();
        parent.id = ++ids;
        Listed[] listed = {new Listed(), new Listed()};
        listed[0].id = ++ids;
        listed[1].id = ++ids;
        nodes.row(Parent.class, parent.id)
                .inserted(parent)
                .updated(row -> row.listed.add(listed[0]))
                .updated(row -> row.listed.add(0, listed[1]))
                .updated(row -> row.listed.remove(1));
        nodes.row(Listed.class, listed[0].id).isGone();
        nodes.row(Parent.class, parent.id).deleted();
        nodes.row(Listed.class, listed[1].id).isGone();
    }
}
