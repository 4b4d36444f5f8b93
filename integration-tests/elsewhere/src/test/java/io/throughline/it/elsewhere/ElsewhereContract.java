package io.throughline.it.elsewhere;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.servers.Database;
import io.throughline.it.servers.RedisConnection;
import io.throughline.it.servers.RedisServer;
import io.throughline.it.servers.TestServers;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;

/** What holds of two instances of an application that is written as docs/elsewhere.md says, on one PostgreSQL and one Redis. */
@Timeout(300)
@TestInstance(Lifecycle.PER_CLASS)
abstract class ElsewhereContract {

    static final String PRODUCT = "com.example.shop.Product";

    private static final Duration POLL = Duration.ofMillis(20);

    final Database database = TestServers.postgres().createDatabase();
    final RedisServer redis = RedisServer.start();

    /** Both are started before the first test. */
    abstract Shop a();

    abstract Shop b();

    @Test
    void whatOneInstanceHasReadTheOtherReadsFromRedis() throws SQLException {
        long id = a().create();
        assertThat(a().restock(id, 5)).isEqualTo(5);
        // one that was idle knows the server's clock less closely, and misses what is so new; a near cache has only
        // what was read from Redis
        await(() -> isHit(b(), id, 5));
        change("update product set stock = 99 where id = " + id); // no instance knows
        assertThat(b().stock(id)).isEqualTo(5);
    }

    @Test
    void whatOneInstanceWritesTheOtherReadsAtOnce() {
        long id = a().create();
        for (int stock = 1; stock <= 50; stock++) {
            Shop writer = stock % 2 == 0 ? a() : b();
            Shop reader = stock % 2 == 0 ? b() : a();
            assertThat(writer.restock(id, 1)).isEqualTo(stock);
            assertThat(reader.stock(id)).isEqualTo(stock);
        }
    }

    @Test
    void whatIsRolledBackNobodyReads() {
        long id = a().create();
        assertThat(a().restock(id, 5)).isEqualTo(5);
        assertThat(a().restockInVain(id, -6)).isEqualTo(409);
        assertThat(a().stock(id)).isEqualTo(5);
        assertThat(b().stock(id)).isEqualTo(5);
        assertThat(b().restock(id, -5)).isZero();
        assertThat(a().stock(id)).isZero();
    }

    // for the tests of one application

    static boolean isHit(Shop shop, long id, int stock) {
        long before = shop.hits();
        assertThat(shop.stock(id)).isEqualTo(stock);
        return shop.hits() > before;
    }

    /** {@return how many instances keep near what they read} */
    static int members(RedisConnection look) {
        byte[] members = (byte[]) look.call("HGET", "shop:{near}:members", "%members");
        return members == null ? 0 : Integer.parseInt(new String(members, StandardCharsets.US_ASCII));
    }

    final void change(String sql) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate(sql)).isEqualTo(1);
        }
    }

    /** Bounded by the test's own time limit. */
    static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            if (Thread.currentThread().isInterrupted()) {
                throw new IllegalStateException("It has not come to be");
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
    }
}
