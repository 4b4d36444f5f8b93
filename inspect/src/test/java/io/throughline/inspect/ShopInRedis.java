package io.throughline.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.RedisRegionFactory;
import io.throughline.demo.servers.EmbeddedServers;
import io.throughline.demo.shop.Country;
import io.throughline.demo.shop.Currency;
import io.throughline.demo.shop.Product;
import io.throughline.demo.shop.Stock;
import io.throughline.metrics.CacheActivity;
import jakarta.persistence.Persistence;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.hibernate.SessionFactory;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;

/** The demo's persistence unit on servers of its own, with a product, and a Redis user who may do nothing but read. */
final class ShopInRedis implements AutoCloseable {

    private final EmbeddedServers servers = EmbeddedServers.start();
    private final RedissonClient redis = client(address(), null, null);
    private final SessionFactory factory =
            another(Map.of("jakarta.persistence.schema-generation.database.action", "create"));

    private ShopInRedis() {}

    static ShopInRedis start() throws IOException {
        ShopInRedis shop = new ShopInRedis();
        InlineRedis.call(shop.address(), "ACL SETUSER looker on >secret ~* -@all +@read +@connection +time");
        shop.factory.inTransaction(session -> {
            Currency euro = new Currency(java.util.Currency.getInstance("EUR"));
            Country germany = new Country(new Locale.Builder().setRegion("DE").build(), euro);
            Product product = new Product("Teapot, blue", germany);
            session.persist(euro);
            session.persist(germany);
            session.persist(product);
            session.flush();
            product.addPrice(euro, new BigDecimal("34.90"));
            session.persist(new Stock(product, euro, 100));
        });
        shop.awaitClock();
        shop.factory.inTransaction(session ->
                assertThat(session.find(Product.class, 1L).getPrices()).hasSize(1));
        return shop;
    }

    /** A node of its own. */
    SessionFactory another(Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "hibernate.cache.redis.uri",
                servers.redis().text(),
                "hibernate.cache.redis.command_timeout",
                "10s",
                "hibernate.cache.redis.lock_timeout",
                "10m", // locks are looked at
                "jakarta.persistence.jdbc.url",
                servers.database().jdbcUrl(),
                "jakarta.persistence.jdbc.user",
                servers.database().user(),
                "jakarta.persistence.jdbc.password",
                servers.database().password()));
        settings.putAll(more);
        return Persistence.createEntityManagerFactory("shop", settings).unwrap(SessionFactory.class);
    }

    RedissonClient redis() {
        return redis;
    }

    SessionFactory factory() {
        return factory;
    }

    /** Of Redis. */
    String address() {
        return servers.redis().text();
    }

    /** The same, for the user who may only read. */
    String looker() {
        return address().replace("redis://", "redis://looker:secret@");
    }

    static RedissonClient client(String address, String user, String password) {
        Config config = new Config();
        config.setUseThreadClassLoader(false);
        config.setUsername(user).setPassword(password);
        config.useSingleServer().setAddress(address).setRetryAttempts(0);
        return Redisson.create(config);
    }

    /** Until what is in Redis is older than the lower bound that the node has of the server's clock. */
    private void awaitClock() {
        awaitHit(factory);
    }

    /** The same, of another one. */
    static void awaitHit(SessionFactory factory) {
        SessionFactoryImplementor implementor = factory.unwrap(SessionFactoryImplementor.class);
        CacheActivity activity = ((RedisRegionFactory) implementor.getCache().getRegionFactory()).activity();
        long hits = activity.of(CacheActivity.Event.HIT);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (activity.of(CacheActivity.Event.HIT) == hits) {
            assertThat(System.nanoTime()).as("waiting for a hit").isLessThan(deadline);
            factory.inTransaction(session -> session.find(Product.class, 1L));
        }
    }

    @Override
    public void close() {
        factory.close();
        redis.shutdown();
        servers.close();
    }
}
