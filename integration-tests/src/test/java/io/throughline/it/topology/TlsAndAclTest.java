package io.throughline.it.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.model.Counter;
import io.throughline.it.model.Ticket;
import io.throughline.it.nodes.Node;
import io.throughline.it.servers.Database;
import io.throughline.it.servers.RedisConnection;
import io.throughline.it.servers.RedisProcess;
import io.throughline.it.servers.TestServers;
import io.throughline.metrics.CacheActivity.Event;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server that speaks TLS, and a user that may do what docs/topologies.md lists and nothing else. */
@Timeout(120)
class TlsAndAclTest {

    private static final List<String> TRUST_STORE =
            List.of("javax.net.ssl.trustStore", "javax.net.ssl.trustStorePassword");

    private TestCertificate certificate;
    private RedisProcess server;
    private int port;

    @BeforeEach
    void start(@TempDir Path directory) {
        certificate = TestCertificate.in(directory);
        int tlsPort = RedisProcess.freePort();
        server = RedisProcess.start(
                "--tls-port", "" + tlsPort,
                "--tls-cert-file", certificate.certificateFile().toString(),
                "--tls-key-file", certificate.keyFile().toString(),
                "--tls-ca-cert-file", certificate.certificateFile().toString(),
                "--tls-auth-clients", "no");
        port = tlsPort;
        try (RedisConnection connection = server.connect()) {
            LeastRights.give(connection);
        }
    }

    @AfterEach
    void stop() {
        TRUST_STORE.forEach(System::clearProperty); // the tests' JVM has the JDK's own
        server.close();
    }

    @Test
    void aUriAndTheJvmsTrustStore() {
        System.setProperty(TRUST_STORE.get(0), certificate.trustStore().toString());
        System.setProperty(TRUST_STORE.get(1), TestCertificate.PASSWORD);
        doesAllThatACacheDoes("hibernate.cache.redis.uri", "rediss://shop:sesame@127.0.0.1:" + port);
    }

    @Test
    void aConfigurationThatNamesATrustStore(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("redis.yaml"), """
                username: shop
                password: sesame
                sslTruststore: "%s"
                sslTruststorePassword: "%s"
                singleServerConfig:
                  address: "rediss://127.0.0.1:%d"
                  connectionMinimumIdleSize: 2
                """.formatted(
                        certificate.trustStore().toUri(), TestCertificate.PASSWORD, port));
        doesAllThatACacheDoes("hibernate.cache.redis.config", file.toString());
    }

    @Test
    void aServerThatIsNotTrustedIsNotUsed() {
        Database database = TestServers.postgres().createDatabase();
        try (Node node = Node.on(database, "rediss://shop:sesame@127.0.0.1:" + port)
                .entities(Counter.class)
                .start()) {
            node.inTransaction(session -> session.persist(new Counter(1, 1)));
            assertThat(node.activity().of(Event.PUT_STORED)).isZero();
        }
    }

    private void doesAllThatACacheDoes(String setting, String value) {
        Database database = TestServers.postgres().createDatabase();
        try (Node node = Node.on(database)
                .set(setting, value)
                .set("hibernate.cache.redis.max_idle", "1m")
                .set("hibernate.cache.redis.on_failure", "reject")
                .entities(Counter.class, Ticket.class)
                .start()) {
            node.inTransaction(session -> session.persist(new Counter(1, 1)));
            Clocks.await(List.of(server), node);
            node.inTransaction(session -> session.find(Counter.class, 1L).amount = 2);
            Clocks.await(List.of(server), node);
            long sql = node.sqlStatements();
            node.inTransaction(session ->
                    assertThat(session.find(Counter.class, 1L).amount).isEqualTo(2));
            assertThat(node.sqlStatements()).as("a hit").isEqualTo(sql);
            node.inTransaction(session ->
                    session.createMutationQuery("update Counter set amount = 3").executeUpdate());
            node.factory().getCache().evictEntityData(Counter.class, 1L);
            node.factory().getCache().evictEntityData(Ticket.class);
            assertThat(node.activity().of(Event.WRITTEN_THROUGH)).isEqualTo(1);
            assertThat(node.activity().of(Event.REDIS_FAILED)).isZero();
            assertThat(node.activity().of(Event.LOCK_FAILED)).isZero();
        }
        LeastRights.wereEnough(server);
    }
}
