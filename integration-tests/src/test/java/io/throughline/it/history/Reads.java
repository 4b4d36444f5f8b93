package io.throughline.it.history;

import io.throughline.Prefetch;
import jakarta.persistence.EntityNotFoundException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.hibernate.CacheMode;
import org.hibernate.UnresolvableObjectException;
import org.jspecify.annotations.Nullable;

/** The ways to read. */
final class Reads {

    private Reads() {}

    static List<Operation> all() {
        return List.of(
                new Operation("find", 30, Reads::find),
                new Operation("find outside transactions", 15, Reads::findOutside),
                new Operation("find several", 10, Reads::findSeveral),
                new Operation("find after prefetch", 5, Reads::findPrefetched),
                new Operation("long session", 4, Reads::longSession),
                new Operation("refresh", 2, Reads::refresh),
                new Operation("query", 2, Reads::query),
                new Operation("query that replaces", 1, Reads::queryThatReplaces),
                new Operation("cached query", 6, Reads::cachedQuery),
                new Operation("cached query of values", 6, Reads::cachedQueryOfValues));
    }

    private static void find(Actor actor) {
        actor.readsInTransaction("find", reading -> {
            actor.dawdle();
            reading.find(actor.any());
            actor.dawdle();
        });
    }

    private static void findOutside(Actor actor) {
        actor.reads("find outside transactions", reading -> reading.find(actor.any()));
    }

    private static void findSeveral(Actor actor) {
        actor.readsInTransaction("find several", reading -> {
            for (Register register : some(actor)) {
                reading.find(register);
                actor.dawdle();
            }
        });
    }

    private static void findPrefetched(Actor actor) {
        actor.readsInTransaction("find after prefetch", reading -> {
            Kind kind = actor.any(List.of(Kind.PLAIN, Kind.VERSIONED, Kind.SHORT_LIVED));
            List<Register> registers = Register.all().stream()
                    .filter(register -> register.kind() == kind)
                    .toList();
            Prefetch.entities(
                    reading.session(),
                    kind.entity(),
                    registers.stream().map(Register::id).toList());
            registers.forEach(register -> {
                actor.dawdle();
                reading.find(register);
            });
        });
    }

    /** Within and outside transactions. */
    private static void longSession(Actor actor) {
        actor.reads("long session", reading -> {
            for (int i = 0; i < 3; i++) {
                reading.find(actor.any());
                actor.dawdle();
                reading.session().beginTransaction();
                for (Register register : some(actor)) {
                    reading.find(register);
                    actor.dawdle();
                }
                reading.commit();
            }
        });
    }

    private static void refresh(Actor actor) {
        actor.readsInTransaction("refresh", reading -> {
            Register register = actor.any();
            Row row = reading.find(register);
            actor.dawdle();
            if (row != null && !register.kind().isCollection()) {
                reading.record(register, () -> refreshed(reading, row));
            }
        });
    }

    private static @Nullable String refreshed(Reading reading, Row row) {
        try {
            reading.session().refresh(row);
            return row.mark;
        } catch (UnresolvableObjectException | EntityNotFoundException e) {
            return null; // deleted meanwhile
        }
    }

    private static void query(Actor actor) {
        actor.readsInTransaction("query", reading -> queried(reading, actor.any(), false));
    }

    /** What it loads is newer than what is in the cache, whatever that says. */
    private static void queryThatReplaces(Actor actor) {
        actor.readsInTransaction("query that replaces", reading -> {
            reading.session().setCacheMode(CacheMode.REFRESH);
            queried(reading, actor.any(), false);
        });
    }

    private static void cachedQuery(Actor actor) {
        actor.readsInTransaction("cached query", reading -> queried(reading, actor.any(), true));
    }

    private static void queried(Reading reading, Register register, boolean cached) {
        if (register.kind().isCollection()) {
            reading.record(
                    register,
                    () -> oneState(reading.session()
                            .createSelectionQuery(
                                    "select mark from Basket basket join basket.marks mark where basket.id = :id",
                                    String.class)
                            .setParameter("id", register.id())
                            .setCacheable(cached)
                            .getResultList()));
        } else {
            reading.record(
                    register,
                    () -> Reading.state(
                            register,
                            reading.session()
                                    .createSelectionQuery(
                                            "from " + register.kind().entityName() + " where id = :id", Row.class)
                                    .setParameter("id", register.id())
                                    .setCacheable(cached)
                                    .getSingleResultOrNull()));
        }
    }

    /** No entity is involved. */
    private static void cachedQueryOfValues(Actor actor) {
        List<Kind> kinds = List.of(Kind.PLAIN, Kind.VERSIONED, Kind.SHORT_LIVED, Kind.BASKET);
        actor.readsInTransaction("cached query of values", reading -> {
            Register register = new Register(actor.any(kinds), actor.any().id());
            reading.record(
                    register,
                    () -> oneState(reading.session()
                            .createSelectionQuery(
                                    "select mark from " + register.kind().entityName() + " where id = :id",
                                    String.class)
                            .setParameter("id", register.id())
                            .setCacheable(true)
                            .getResultList()));
            actor.dawdle();
        });
    }

    /** Two of them are a state that nobody has written. */
    private static @Nullable String oneState(List<String> marks) {
        return marks.isEmpty() ? null : marks.stream().sorted().collect(Collectors.joining("+"));
    }

    private static Set<Register> some(Actor actor) {
        Set<Register> some = new TreeSet<>();
        for (int i = 0; i < 3; i++) {
            some.add(actor.any());
        }
        return some;
    }
}
