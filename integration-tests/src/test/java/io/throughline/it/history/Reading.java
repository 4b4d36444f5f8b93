package io.throughline.it.history;

import io.throughline.it.nodes.Node;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.hibernate.Hibernate;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

/** A session that reads registers, and writes down what it was given. */
final class Reading implements AutoCloseable {

    private final Actor actor;
    private final String operation;
    private final CacheLookups lookups = new CacheLookups();
    private final Session session;
    private long since;

    Reading(Actor actor, Node node, String operation) {
        this.actor = actor;
        this.operation = operation;
        since = System.nanoTime();
        session = node.factory().openSession();
        session.addEventListeners(lookups);
    }

    Session session() {
        return session;
    }

    /** The session's transaction commits: from then on it reads newer states, and none of those that it knows. */
    void commit() {
        since = System.nanoTime();
        session.getTransaction().commit();
        session.clear();
    }

    /** By id: from the cache, if it is there. */
    @Nullable
    Row find(Register register) {
        Row[] found = new Row[1];
        record(register, () -> {
            found[0] = session.find(register.kind().entity(), register.id());
            return state(register, found[0]);
        });
        return found[0];
    }

    /** What the supplier reads is the state of the register; {@code null} if there is no row. */
    void record(Register register, Supplier<@Nullable String> read) {
        lookups.forget();
        long start = System.nanoTime();
        String mark = read.get();
        long end = System.nanoTime();
        actor.log()
                .read(new Read(
                        actor.process(), operation, register.name(), since, start, end, lookups.lastWasHit(), mark));
    }

    static @Nullable String state(Register register, @Nullable Row row) {
        if (row == null || !register.kind().isCollection()) {
            return row == null ? null : row.mark;
        }
        Basket basket = (Basket) row;
        Hibernate.initialize(basket.marks);
        // two of them are a state that nobody has written
        return basket.marks.isEmpty() ? null : basket.marks.stream().sorted().collect(Collectors.joining("+"));
    }

    @Override
    public void close() {
        session.close();
    }
}
