package io.throughline.it.golden;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.hibernate.Hibernate;
import org.hibernate.Session;

/**
 * What a session is asked, and what it has to answer, from Redis or from the database.
 *
 * @param what it is about
 * @param ofQuery whether it is a query's result: those are a miss with each other Hibernate
 * @param question a plain value, loaded wholly
 */
record GoldenRead(String what, boolean ofQuery, Function<Session, Object> question, Object expected) {

    Object ask(Session session) {
        session.setDefaultReadOnly(true); // nobody writes here, whatever Hibernate takes for changed
        return question.apply(session);
    }

    /** Each asks for an entry that none before it has asked for. */
    static List<GoldenRead> all() {
        List<GoldenRead> reads = new ArrayList<>();
        reads.add(item("the root of a hierarchy", session -> session.find(Keeper.class, 1L), Contents.keeper()));
        reads.add(item("an entity", session -> plain(session.find(Specimen.class, 1L)), Contents.first()));
        reads.add(item("an entity, changed", session -> plain(session.find(Specimen.class, 2L)), Contents.second()));
        reads.add(item("a subclass", session -> session.find(Keeper.class, 2L), Contents.museum()));
        reads.add(item(
                "a natural id",
                session -> session.byNaturalId(Keeper.class)
                        .using("country", "IT")
                        .using("number", 9)
                        .load(),
                Contents.foundByNaturalId()));
        reads.add(item(
                "an entity of a composite id",
                session -> List.of(drawer(session).place, drawer(session).changed),
                List.of(Contents.drawer().place, Contents.drawer().changed)));
        reads.add(item(
                "a set", session -> new HashSet<>(drawer(session).labels), new HashSet<>(Contents.drawer().labels)));
        reads.add(item(
                "a list", session -> new ArrayList<>(drawer(session).notes), new ArrayList<>(Contents.drawer().notes)));
        reads.add(item(
                "a map", session -> new HashMap<>(drawer(session).counts), new HashMap<>(Contents.drawer().counts)));
        reads.add(item(
                "references",
                session -> drawer(session).specimens.stream()
                        .map(specimen -> specimen.id)
                        .collect(Collectors.toCollection(TreeSet::new)),
                new TreeSet<>(Set.of(1L, 2L))));
        reads.add(query(
                "entities",
                session -> hql(session, "from Keeper order by id", Keeper.class),
                List.of(Contents.keeper(), Contents.museum(), Contents.foundByNaturalId())));
        reads.add(query(
                "values",
                session -> hql(session, "select id, text, size.height from Specimen order by id", Object[].class),
                List.of(new Object[] {1L, Contents.first().text, 12}, new Object[] {2L, Contents.second().text, 12})));
        reads.add(query("a value", session -> hql(session, "select count(*) from Keeper", Long.class), List.of(3L)));
        reads.add(query("nothing", session -> hql(session, "from Keeper where id < 0", Keeper.class), List.of()));
        reads.add(query(
                "SQL",
                session -> session.createNativeQuery("select id, name from Keeper order by id", Object[].class)
                        .addSynchronizedEntityClass(Keeper.class)
                        .setCacheable(true)
                        .getResultList(),
                List.of(new Object[] {1L, "Bea"}, new Object[] {2L, null}, new Object[] {3L, "Cem"})));
        return reads;
    }

    private static GoldenRead item(String what, Function<Session, Object> question, Object expected) {
        return new GoldenRead(what, false, question, expected);
    }

    private static GoldenRead query(String what, Function<Session, Object> question, Object expected) {
        return new GoldenRead("a result: " + what, true, question, expected);
    }

    private static <T> List<T> hql(Session session, String hql, Class<T> type) {
        return session.createSelectionQuery(hql, type).setCacheable(true).getResultList();
    }

    private static Drawer drawer(Session session) {
        return session.find(Drawer.class, Contents.drawer().place);
    }

    private static Specimen plain(Specimen specimen) {
        specimen.whose = Hibernate.unproxy(specimen.whose, Keeper.class);
        return specimen;
    }
}
