package io.throughline.it.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.comparison.Library.Book;
import io.throughline.it.comparison.Library.Shelf;
import io.throughline.it.nodes.SinceHibernate7;
import org.junit.jupiter.api.Test;

/** A separate class: before 7.2, a space that a stateless session changes counts as being changed until the lock timeout has passed. */
class QueryStatelessWritesTest extends QueryTest {

    private static final String TITLES = "select title from Book order by id";

    QueryStatelessWritesTest() {
        super(Book.class, Shelf.class);
    }

    @Override
    void prepare() {
        prepare(session -> session.persist(new Book(1, "a")));
        titles("a");
    }

    private Observed titles(String... expected) {
        return in(session -> assertThat(list(session, TITLES, String.class)).containsExactly(expected));
    }

    @Test
    @SinceHibernate7
    void statelessWrites() {
        inStateless(session -> session.insert(new Book(7, "s"))).is("sql 1");
        titles(differs(Difference.STATELESS_WRITES_ARE_MARKED, new String[] {"a"}, new String[] {"a", "s"}))
                .is(
                        "default-query-results-region hit 1; timestamps hit 1",
                        Difference.STATELESS_WRITES_ARE_MARKED,
                        "sql 1; default-query-results-region miss 1 put 1; timestamps hit 1; queries 1");
    }
}
