package io.throughline.it.history;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.hibernate.CacheMode;
import org.hibernate.Session;
import org.hibernate.jpa.HibernateHints;
import org.hibernate.query.MutationQuery;

/** The ways to write. Each locks what it writes in the ledger first. */
final class Writes {

    private Writes() {}

    static List<Operation> all() {
        return List.of(
                new Operation("update", 10, Writes::update),
                new Operation("update several", 4, Writes::updateSeveral),
                new Operation("delete or insert", 4, Writes::deleteOrInsert),
                new Operation("merge", 2, Writes::merge),
                new Operation("bulk update", 1, Writes::bulkUpdate),
                new Operation("native update", 1, Writes::nativeUpdate),
                new Operation("stateless update", 2, Writes::statelessUpdate),
                new Operation("rollback", 2, Writes::rollBack));
    }

    private static void update(Actor actor) {
        actor.writes("update", List.of(actor.any()), (session, writing) -> {
            writing.registers().forEach(register -> write(session, writing, register));
            actor.dawdle();
        });
    }

    private static void updateSeveral(Actor actor) {
        Set<Register> some = new TreeSet<>();
        for (int i = 0; i < 3; i++) {
            some.add(actor.any());
        }
        actor.writes("update several", List.copyOf(some), (session, writing) -> {
            writing.registers().forEach(register -> write(session, writing, register));
            actor.dawdle();
        });
    }

    private static void write(Session session, Writing writing, Register register) {
        boolean present = writing.lock(register);
        writing.claim(register, true);
        Kind kind = register.kind();
        if (!present) {
            session.persist(kind.newRow(register.id(), writing.mark()));
            return;
        }
        if (kind.isCollection()) {
            writeMarks(session, register, writing.mark());
        } else {
            session.find(kind.entity(), register.id()).mark = writing.mark();
        }
    }

    /**
     * On the ground of what the database holds: Hibernate writes the difference, and where a stale state is allowed the difference to that would
     * leave elements which nobody meant to keep.
     */
    private static void writeMarks(Session session, Register register, String mark) {
        session.setCacheMode(CacheMode.PUT);
        Set<String> marks = session.find(Basket.class, register.id()).marks;
        marks.clear();
        session.setCacheMode(CacheMode.NORMAL);
        marks.add(mark);
    }

    private static void deleteOrInsert(Actor actor) {
        Register any = anyOf(actor, Kind::isDeletable);
        actor.writes("delete or insert", List.of(any), (session, writing) -> {
            if (writing.lock(any)) {
                writing.claim(any, false);
                session.remove(session.find(any.kind().entity(), any.id()));
            } else {
                writing.claim(any, true);
                session.persist(any.kind().newRow(any.id(), writing.mark()));
            }
            actor.dawdle();
        });
    }

    /** Of a detached state. */
    private static void merge(Actor actor) {
        Register any = anyOf(actor, kind -> kind == Kind.PLAIN || kind == Kind.SHORT_LIVED);
        actor.writes("merge", List.of(any), (session, writing) -> {
            writing.lock(any);
            writing.claim(any, true);
            session.merge(any.kind().newRow(any.id(), writing.mark()));
        });
    }

    private static void bulkUpdate(Actor actor) {
        Register any = anyOf(actor, kind -> !kind.isCollection());
        actor.writes("bulk update", List.of(any), (session, writing) -> {
            if (!writing.lock(any)) {
                throw new Actor.OnPurpose();
            }
            writing.claim(any, true);
            session.createMutationQuery("update " + (any.kind().isVersioned() ? "versioned " : "")
                            + any.kind().entityName() + " set mark = :mark where id = :id")
                    .setParameter("mark", writing.mark())
                    .setParameter("id", any.id())
                    .executeUpdate();
            actor.dawdle();
        });
    }

    /** Sometimes it says which tables it writes, sometimes not: then all regions are closed. */
    private static void nativeUpdate(Actor actor) {
        Register any = anyOf(actor, kind -> !kind.isCollection());
        actor.writes("native update", List.of(any), (session, writing) -> {
            if (!writing.lock(any)) {
                throw new Actor.OnPurpose();
            }
            writing.claim(any, true);
            MutationQuery update = session.createNativeMutationQuery("update "
                    + any.kind().entityName() + " set mark = :mark"
                    + (any.kind().isVersioned() ? ", version = version + 1" : "") + " where id = :id");
            if (actor.random().nextInt(4) > 0) {
                update.setHint(HibernateHints.HINT_NATIVE_SPACES, any.kind().entityName());
            }
            update.setParameter("mark", writing.mark())
                    .setParameter("id", any.id())
                    .executeUpdate();
            actor.dawdle();
        });
    }

    private static void statelessUpdate(Actor actor) {
        Register any = anyOf(actor, kind -> !kind.isCollection());
        actor.writesStateless("stateless update", List.of(any), (session, writing) -> {
            boolean present = writing.lock(any);
            writing.claim(any, true);
            if (present) {
                Row row = session.get(any.kind().entity(), any.id());
                row.mark = writing.mark();
                session.update(row);
            } else {
                session.insert(any.kind().newRow(any.id(), writing.mark()));
            }
            actor.dawdle();
        });
    }

    /** After the flush, so that the rows were changed and the cache has been told. */
    private static void rollBack(Actor actor) {
        actor.writes("rollback", List.of(actor.any()), (session, writing) -> {
            writing.registers().forEach(register -> write(session, writing, register));
            session.flush();
            actor.dawdle();
            throw new Actor.OnPurpose();
        });
    }

    private static Register anyOf(Actor actor, Predicate<Kind> kinds) {
        return actor.any(Register.all().stream()
                .filter(register -> kinds.test(register.kind()))
                .toList());
    }
}
