package io.throughline.it.queries;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.mappings.TenantSchemasTest.BySchema;
import io.throughline.it.nodes.Node;
import io.throughline.it.nodes.Nodes;
import io.throughline.it.servers.RedisConnection;
import io.throughline.it.servers.TestServers;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.hibernate.Session;
import org.hibernate.annotations.TenantId;
import org.hibernate.context.spi.CurrentTenantIdentifierResolver;
import org.junit.jupiter.api.Test;

/** One SQL text is another query for each tenant, with parameters and without. */
class TenantsTest {

    @Entity(name = "Letter")
    static class Letter {
        @Id
        Long id;

        @TenantId
        String tenant;

        String text;
    }

    @Entity(name = "Parcel")
    static class Parcel {
        @Id
        Long id;

        String text;
    }

    public static final class Nobody implements CurrentTenantIdentifierResolver<String> {
        @Override
        public String resolveCurrentTenantIdentifier() {
            return "nobody";
        }

        @Override
        public boolean validateExistingCurrentSessions() {
            return false;
        }
    }

    @Test
    void toldApartByAColumn() {
        try (Nodes nodes = Nodes.of(
                node -> node.set("hibernate.cache.use_query_cache", "true")
                        .set("hibernate.tenant_identifier_resolver", Nobody.class.getName()),
                Letter.class)) {
            long id = 0;
            for (String tenant : List.of("a", "b")) {
                Letter letter = new Letter();
                letter.id = ++id;
                letter.text = "of " + tenant;
                try (Session session = open(nodes.first(), tenant)) {
                    session.beginTransaction();
                    session.persist(letter);
                    session.getTransaction().commit();
                }
            }
            eachTenantHasItsOwn(nodes, "Letter");
        }
    }

    @Test
    void toldApartBySchema() throws SQLException {
        try (Nodes nodes = Nodes.of(
                node -> node.set("hibernate.cache.use_query_cache", "true")
                        .set("hibernate.multi_tenant_connection_provider", BySchema.class.getName())
                        .set("hibernate.hbm2ddl.auto", "none"),
                Parcel.class)) {
            try (Connection connection = nodes.first().dataSource().getConnection();
                    Statement statement = connection.createStatement()) {
                for (String tenant : List.of("a", "b")) {
                    statement.execute("create schema " + tenant);
                    statement.execute("create table " + tenant + ".Parcel (id bigint primary key, text varchar(255))");
                    statement.execute("insert into " + tenant + ".Parcel values (1, 'of " + tenant + "')");
                }
            }
            eachTenantHasItsOwn(nodes, "Parcel");
        }
    }

    private static void eachTenantHasItsOwn(Nodes nodes, String entity) {
        for (String query : List.of("select text from " + entity, "select text from " + entity + " where id > :id")) {
            for (int i = 0; i < 3; i++) {
                for (String tenant : List.of("a", "b")) {
                    awaitClock(nodes);
                    assertThat(texts(nodes.second(), tenant, query)).containsExactly("of " + tenant);
                }
            }
        }
        assertThat(nodes.second().statistics().getQueryCacheMissCount()).isEqualTo(4);
        assertThat(nodes.second().statistics().getQueryCacheHitCount()).isEqualTo(8);
    }

    private static List<String> texts(Node node, String tenant, String query) {
        try (Session session = open(node, tenant)) {
            session.beginTransaction();
            var select = session.createSelectionQuery(query, String.class).setCacheable(true);
            if (query.contains(":id")) {
                select.setParameter("id", 0);
            }
            List<String> texts = select.getResultList();
            session.getTransaction().commit();
            return texts;
        }
    }

    private static Session open(Node node, String tenant) {
        return node.factory().withOptions().tenantIdentifier((Object) tenant).openSession();
    }

    private static void awaitClock(Nodes nodes) {
        try (RedisConnection redis = TestServers.redis().connect()) {
            long now = redis.micros();
            Nodes.await(() -> {
                try (Session session = open(nodes.second(), "a")) {
                    return Nodes.asOf(session) > now;
                }
            });
        }
    }
}
