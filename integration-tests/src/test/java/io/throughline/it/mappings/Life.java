package io.throughline.it.mappings;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.nodes.Node;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.hibernate.Session;

/**
 * A row that is written on the first node and read on the second. After each write, the second node sees at once what is in the database. It then has
 * a hit, without SQL, on the state that was written. After an eviction, it has a hit on the state that was loaded.
 */
final class Life<T> {

    private final Mapped nodes;
    private final Class<T> type;
    private final Object id;
    private Function<Session, T> find;
    private String name = "";
    private Object state;

    Life(Mapped nodes, Class<T> type, Object id) {
        this.nodes = nodes;
        this.type = type;
        this.id = id;
        this.find = session -> session.find(type, id);
    }

    /** What failures say that this is about. */
    Life<T> named(Object what) {
        name = what + ": ";
        return this;
    }

    /** How it is found from now on, in place of its id. */
    Life<T> foundBy(Function<Session, T> way) {
        find = way;
        return this;
    }

    Life<T> inserted(Consumer<Session> insert) {
        nodes.first().inTransaction(insert);
        isSeen();
        return this;
    }

    Life<T> inserted(Object... entities) {
        return inserted(session -> {
            for (Object entity : entities) {
                session.persist(entity);
            }
        });
    }

    Life<T> updated(Consumer<T> change) {
        return updated((session, entity) -> change.accept(entity));
    }

    Life<T> updated(BiConsumer<Session, T> change) {
        nodes.first().inTransaction(session -> change.accept(session, session.find(type, id)));
        isSeen();
        return this;
    }

    /** Nothing is changed: what is in the database is seen and hit. */
    Life<T> unchanged() {
        state = null;
        isSeen();
        return this;
    }

    void deleted() {
        nodes.first().inTransaction(session -> session.remove(session.find(type, id)));
        isGone();
    }

    void isGone() {
        assertThat(read(nodes.second())).as("deleted, at once").isNull();
        nodes.nodes().awaitClocks();
        assertThat(read(nodes.second())).as("deleted").isNull();
    }

    private void isSeen() {
        Object before = state;
        state = read(nodes.database());
        assertThat(state).as(name + "what is in the database").isNotNull().isNotEqualTo(before);
        assertThat(read(nodes.second())).as(name + "seen at once").isEqualTo(state);
        isHit("as written");
        nodes.second().factory().getCache().evictEntityData(type);
        nodes.second().factory().getCache().evictCollectionData();
        isHit("as loaded");
    }

    private void isHit(String how) {
        nodes.nodes().awaitClocks();
        assertThat(read(nodes.second())).as(name + how + ", perhaps loaded").isEqualTo(state);
        nodes.nodes().awaitClocks();
        long sql = nodes.second().sqlStatements();
        Object hit = read(nodes.second());
        long needed = nodes.second().sqlStatements() - sql;
        assertThat(needed).as(name + "statements for a hit, " + how).isZero();
        assertThat(hit).as(name + "a hit, " + how).isEqualTo(state);
    }

    private Object read(Node node) {
        return node.fromTransaction(session -> Snapshot.of(session, find.apply(session)));
    }
}
