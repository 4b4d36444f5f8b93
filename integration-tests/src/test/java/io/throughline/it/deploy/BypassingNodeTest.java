package io.throughline.it.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.model.Counter;
import io.throughline.it.nodes.Node;
import io.throughline.it.servers.TestServers;
import io.throughline.it.settings.Space;
import io.throughline.metrics.CacheActivity.Event;
import jakarta.persistence.CacheRetrieveMode;
import jakarta.persistence.CacheStoreMode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The step between two caches: a node that neither reads nor stores, while the others hear of what it writes. */
@Timeout(120)
class BypassingNodeTest {

    private static final String KEY = Space.key(Counter.class.getName(), "1");

    private Space space;
    private Node bypassing;

    @BeforeEach
    void start() {
        space = Space.of(Counter.class);
        bypassing = Space.builder(TestServers.redis().uri(), Counter.class)
                .set("hibernate.hbm2ddl.auto", "none")
                .set("javax.persistence.cache.retrieveMode", CacheRetrieveMode.BYPASS)
                .set("javax.persistence.cache.storeMode", CacheStoreMode.BYPASS)
                .start();
        space.node().inTransaction(session -> session.persist(new Counter(1, 1)));
    }

    @AfterEach
    void stop() {
        bypassing.close();
        space.close();
    }

    @Test
    void itReadsNothing() {
        assertThat(space.sql(session -> session.find(Counter.class, 1L)))
                .as("a hit for others")
                .isZero();
        Space.awaitClock(bypassing);
        long before = bypassing.sqlStatements();
        bypassing.inTransaction(
                session -> assertThat(session.find(Counter.class, 1L).amount).isEqualTo(1));
        assertThat(bypassing.sqlStatements() - before).isEqualTo(1);
        assertThat(bypassing.activity().of(Event.HIT)).isZero();
    }

    @Test
    void itStoresNothing() {
        space.redis().flushAll();
        bypassing.inTransaction(session -> session.find(Counter.class, 1L));
        bypassing.inTransaction(session -> session.persist(new Counter(2, 2)));
        bypassing.inTransaction(session -> session.find(Counter.class, 1L).amount = 3);
        assertThat(space.entryKeys()).isEmpty();
    }

    @Test
    void othersHearOfWhatItWrites() {
        assertThat(space.redis().call("GET", KEY)).isNotNull();
        bypassing.inTransaction(session -> session.find(Counter.class, 1L).amount = 2);
        assertThat(space.redis().call("GET", KEY)).isNull();
        space.node()
                .inTransaction(session ->
                        assertThat(session.find(Counter.class, 1L).amount).isEqualTo(2));
    }
}
