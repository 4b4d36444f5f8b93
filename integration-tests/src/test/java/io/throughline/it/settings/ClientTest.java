package io.throughline.it.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.throughline.it.model.Counter;
import io.throughline.it.nodes.Node;
import io.throughline.it.servers.Database;
import io.throughline.it.servers.RedisConnection;
import io.throughline.it.servers.TestServers;
import java.lang.reflect.Proxy;
import java.util.concurrent.TimeUnit;
import javax.naming.Context;
import javax.naming.NamingException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;

/** {@code hibernate.cache.redis.client}: the application's own client, as an object or by its JNDI name. */
class ClientTest {

    private static final String CLIENT = "hibernate.cache.redis.client";

    private static RedissonClient client;

    private final Database database = Space.database();

    @BeforeAll
    static void connect() {
        Config config = new Config();
        config.useSingleServer().setAddress(TestServers.redis().uri());
        client = Redisson.create(config);
    }

    @AfterAll
    static void shutDown() {
        client.shutdown(0, 5, TimeUnit.SECONDS);
    }

    @BeforeEach
    void empty() {
        try (RedisConnection redis = TestServers.redis().connect()) {
            redis.flushAll();
        }
    }

    @Test
    void anObjectIsUsedAndNotShutDown() {
        try (Node node = node().set(CLIENT, client).start()) {
            isUsed(node);
        }
        isAlive();
    }

    @Test
    void itMakesNoClientOfItsOwn() {
        Threads threads = new Threads();
        try (Node node = node().set(CLIENT, client).start()) {
            isUsed(node);
            assertThat(threads.added())
                    .extracting(Thread::getName)
                    .noneMatch(name -> name.startsWith("throughline-netty") || name.equals("redisson-timer"));
        }
    }

    @Test
    void anObjectOfAnotherTypeIsRefused() {
        assertThatThrownBy(
                        () -> node().set(CLIENT, new StringBuilder("a client")).start())
                .hasStackTraceContaining(
                        CLIENT + "='a client' is a java.lang.StringBuilder; accepted: a RedissonClient");
    }

    @Test
    void aJndiNameIsLookedUp() throws NamingException {
        Context context = TinyContextFactory.bound("java:comp/env/redis", client);
        try (Node node = jndi("java:comp/env/redis").start()) {
            isUsed(node);
        } finally {
            context.close();
        }
        isAlive();
    }

    @Test
    void whatIsBoundThereMustBeAClient() throws NamingException {
        Context context = TinyContextFactory.bound("java:comp/env/redis", "no client");
        try {
            assertThatThrownBy(() -> jndi("java:comp/env/redis").start())
                    .hasStackTraceContaining(CLIENT + "='java:comp/env/redis' is a java.lang.String; accepted: ");
        } finally {
            context.close();
        }
    }

    @Test
    void aNameThatIsNotBoundIsRefusedNamingTheSetting() {
        assertThatThrownBy(() -> jndi("java:comp/env/nothing").start())
                .hasStackTraceContaining(CLIENT)
                .hasStackTraceContaining("java:comp/env/nothing");
    }

    /** Something that stands before a client does not say where keys lie. */
    @Test
    void whatIsNoClientOfRedissonsOwnIsRefused() {
        Object standIn = Proxy.newProxyInstance(
                ClientTest.class.getClassLoader(),
                new Class<?>[] {RedissonClient.class},
                (proxy, method, arguments) -> method.invoke(client, arguments));
        assertThatThrownBy(() -> node().set(CLIENT, standIn).start())
                .hasStackTraceContaining("accepted: a client made by org.redisson.Redisson.create");
        isAlive();
    }

    private Node.Builder node() {
        return Node.on(database)
                .set("hibernate.hbm2ddl.auto", "create")
                .set("hibernate.cache.redis.namespace", Space.NAMESPACE)
                .entities(Counter.class);
    }

    private Node.Builder jndi(String name) {
        return node().set(CLIENT, name).set("hibernate.jndi.class", TinyContextFactory.class.getName());
    }

    private static void isUsed(Node node) {
        node.inTransaction(session -> session.persist(new Counter(1, 1)));
        try (RedisConnection redis = TestServers.redis().connect()) {
            assertThat(redis.number("EXISTS", Space.key(Counter.class.getName(), "1")))
                    .isEqualTo(1);
        }
    }

    private static void isAlive() {
        assertThat(client.isShutdown()).isFalse();
        client.getBucket("alive").set("yes");
        assertThat(client.getBucket("alive").get()).isEqualTo("yes");
    }
}
