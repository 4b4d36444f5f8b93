package io.throughline.it.badinput;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.throughline.it.model.Counter;
import io.throughline.it.model.Ticket;
import io.throughline.it.nodes.Nodes;
import io.throughline.it.settings.Space;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody else keeps a list where an entry or its region's record should be: Redis answers WRONGTYPE. */
class WrongTypeTest {

    private static final String KEY = Space.key(Counter.class.getName(), "1");
    private static final String RECORD = Space.recordKey(Counter.class.getName());

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void sessionsStillWork(boolean entry) {
        try (Space space = spoiled("bypass", entry)) {
            space.sql(session ->
                    assertThat(session.find(Counter.class, 1L).amount).isEqualTo(1));
            space.sql(session -> session.find(Counter.class, 1L).amount = 2);
            space.sql(session ->
                    assertThat(session.find(Counter.class, 1L).amount).isEqualTo(2));
            space.sql(session ->
                    session.createMutationQuery("update Counter set amount = 3").executeUpdate());
            space.sql(session ->
                    assertThat(session.find(Counter.class, 1L).amount).isEqualTo(3));
            space.node().factory().getCache().evict(Counter.class, 1L);
            space.node().factory().getCache().evictAllRegions();
            space.sql(session -> session.remove(session.find(Counter.class, 1L)));
            space.sql(session -> assertThat(session.find(Counter.class, 1L)).isNull());
        }
    }

    @Test
    void othersOfItsRegionAreStillCached() {
        try (Space space = spoiled("bypass", true)) {
            space.node().inTransaction(session -> session.persist(new Counter(2, 5)));
            assertThat(space.sql(session ->
                            assertThat(session.find(Counter.class, 2L).amount).isEqualTo(5)))
                    .isZero();
        }
    }

    @Test
    void otherRegionsAreStillCached() {
        try (Space space = spoiled("bypass", false)) {
            Ticket ticket = new Ticket("subject");
            space.node().inTransaction(session -> session.persist(ticket));
            assertThat(space.sql(session -> assertThat(session.find(Ticket.class, ticket.id).subject)
                            .isEqualTo("subject")))
                    .isZero();
        }
    }

    @Test
    void isWellAgainOnceItIsGone() {
        try (Space space = spoiled("bypass", true)) {
            space.sql(session -> session.find(Counter.class, 1L).amount = 2);
            space.redis().call("DEL", KEY);
            // the node owes Redis the change, and reads nothing there until that is settled
            Nodes.await(() -> space.sql(session ->
                            assertThat(session.find(Counter.class, 1L).amount).isEqualTo(2))
                    == 0);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void underRejectTheCommitThrowsAndNothingIsChanged(boolean entry) {
        try (Space space = spoiled("reject", entry)) {
            assertThatThrownBy(() -> space.sql(session -> session.find(Counter.class, 1L).amount = 2))
                    .hasStackTraceContaining("on_failure=reject")
                    .hasStackTraceContaining("WRONGTYPE");
            space.sql(session ->
                    assertThat(session.find(Counter.class, 1L).amount).isEqualTo(1));
        }
    }

    private static Space spoiled(String onFailure, boolean entry) {
        Space space =
                Space.of(node -> node.set("hibernate.cache.redis.on_failure", onFailure), Counter.class, Ticket.class);
        space.node().inTransaction(session -> session.persist(new Counter(1, 1)));
        String key = entry ? KEY : RECORD;
        space.redis().call("DEL", key);
        space.redis().call("RPUSH", key, "a", "b");
        return space;
    }
}
