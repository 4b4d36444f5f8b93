package io.throughline.it.regions;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.model.Counter;
import io.throughline.it.model.Ticket;
import io.throughline.it.settings.LogCapture;
import io.throughline.it.settings.Space;
import java.util.List;
import org.hibernate.Session;
import org.hibernate.jpa.HibernateHints;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

/** A native statement that names no tables closes all regions, and is logged. */
class NativeStatementsTest {

    private static final int MESSAGE = 42;
    private static final String STATEMENT = "update Counter set amount = 3";

    @Test
    void isSaidOnceForEachPlace() {
        try (Space space = Space.of(Counter.class, Ticket.class);
                LogCapture log = new LogCapture(Level.INFO)) {
            for (int i = 0; i < 3; i++) {
                here(space);
            }
            space.node()
                    .inTransaction(session ->
                            session.createNativeMutationQuery(STATEMENT).executeUpdate());
            List<String> said = said(log);
            assertThat(said).hasSize(2);
            assertThat(said.get(0))
                    .contains("NativeStatementsTest.nativeStatement(NativeStatementsTest.java:", "All 2 regions");
            assertThat(said.get(1)).contains("isSaidOnceForEachPlace");
        }
    }

    private static void here(Space space) {
        space.node().inTransaction(NativeStatementsTest::nativeStatement);
    }

    private static void nativeStatement(Session session) {
        session.createNativeMutationQuery(STATEMENT).executeUpdate();
    }

    @Test
    void oneThatNamesThemIsNot() {
        try (Space space = Space.of(Counter.class, Ticket.class);
                LogCapture log = new LogCapture(Level.INFO)) {
            space.node().inTransaction(session -> {
                session.createNativeQuery(STATEMENT, Void.class)
                        .addSynchronizedEntityClass(Counter.class)
                        .executeUpdate();
                session.createNativeMutationQuery(STATEMENT)
                        .setHint(HibernateHints.HINT_NATIVE_SPACES, List.of("Counter"))
                        .executeUpdate();
                session.createMutationQuery("update Ticket set subject = 'new'").executeUpdate();
            });
            assertThat(said(log)).isEmpty();
        }
    }

    private static List<String> said(LogCapture log) {
        return log.lines().stream()
                .filter(line -> line.number() == MESSAGE)
                .map(LogCapture.Line::text)
                .toList();
    }
}
