package io.throughline.it.queries;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.nodes.Nodes;
import io.throughline.it.relay.RoundTrips;
import jakarta.persistence.Cacheable;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import org.hibernate.Session;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Results that hold only ids: their entities arrive in one round trip, whatever their ids and kinds, and evicted ones come from the database. */
class ShallowEntitiesTest {

    private static final int ROWS = 20;

    @Embeddable
    static class PlotId implements Serializable {
        private static final long serialVersionUID = 1L;
        String town;
        Integer number;

        protected PlotId() {}

        PlotId(String town, Integer number) {
            this.town = town;
            this.number = number;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof PlotId that
                    && Objects.equals(town, that.town)
                    && Objects.equals(number, that.number);
        }

        @Override
        public int hashCode() {
            return Objects.hash(town, number);
        }
    }

    @Entity(name = "Plot")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Plot {
        @EmbeddedId
        PlotId id;

        String owner;
    }

    @Entity(name = "Building")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Building {
        @Id
        Long id;

        String name;
    }

    @Entity(name = "Tower")
    static class Tower extends Building {
        int height;
    }

    private Nodes nodes;

    @BeforeEach
    void start() {
        nodes = Nodes.of(
                node -> node.nothingGrowsOld()
                        .set("hibernate.cache.use_query_cache", "true")
                        .set("hibernate.cache.query_cache_layout", "SHALLOW_WITH_DISCRIMINATOR"),
                Plot.class,
                Building.class,
                Tower.class);
        nodes.second().inTransaction(session -> {
            for (int i = 0; i < ROWS; i++) {
                Plot plot = new Plot();
                plot.id = new PlotId("town", i);
                plot.owner = "owner " + i;
                session.persist(plot);
                Building building = i % 2 == 0 ? new Building() : new Tower();
                building.id = (long) i;
                building.name = "building " + i;
                if (building instanceof Tower tower) {
                    tower.height = i;
                }
                session.persist(building);
            }
        });
    }

    @AfterEach
    void stop() {
        nodes.close();
    }

    private static List<String> plots(Session session) {
        return session
                .createSelectionQuery("from Plot order by id.number", Plot.class)
                .setCacheable(true)
                .getResultList()
                .stream()
                .map(plot -> plot.id.number + plot.owner)
                .toList();
    }

    private static List<String> buildings(Session session) {
        return session
                .createSelectionQuery("from Building order by id", Building.class)
                .setCacheable(true)
                .getResultList()
                .stream()
                .map(building -> building.id + building.name + (building instanceof Tower tower ? tower.height : ""))
                .toList();
    }

    private static void check(Session session) {
        assertThat(plots(session)).hasSize(ROWS).contains("3owner 3");
        assertThat(buildings(session)).hasSize(ROWS).contains("3building 33", "4building 4");
    }

    private void warm() {
        for (int i = 0; i < 3; i++) {
            nodes.awaitClocks();
            nodes.first().inTransaction(ShallowEntitiesTest::check);
        }
        nodes.awaitClocks();
    }

    @Test
    void compositeIdsAndKindsArriveTogether() {
        warm();
        long sql = nodes.first().sqlStatements();
        RoundTrips plots = nodes.count(() -> nodes.first().inTransaction(ShallowEntitiesTest::plots));
        RoundTrips buildings = nodes.count(() -> nodes.first().inTransaction(ShallowEntitiesTest::buildings));
        assertThat(nodes.first().sqlStatements()).isEqualTo(sql);
        assertThat(plots.roundTrips()).as(plots.toString()).isEqualTo(2);
        assertThat(buildings.roundTrips()).as(buildings.toString()).isEqualTo(2);
    }

    @Test
    void theEvictedAloneAreLoaded() {
        warm();
        var cache = nodes.second().factory().getCache();
        cache.evict(Plot.class, new PlotId("town", 3));
        cache.evict(Building.class, 3L); // a tower
        cache.evict(Building.class, 4L);
        nodes.awaitClocks();
        long sql = nodes.first().sqlStatements();
        nodes.first().inTransaction(ShallowEntitiesTest::check);
        assertThat(nodes.first().sqlStatements() - sql).isEqualTo(3);
        nodes.awaitClocks();
        sql = nodes.first().sqlStatements();
        nodes.first().inTransaction(ShallowEntitiesTest::check);
        assertThat(nodes.first().sqlStatements()).as("put again").isEqualTo(sql);
    }
}
