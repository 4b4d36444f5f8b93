package io.throughline.it.comparison;

import io.throughline.it.nodes.Node;
import io.throughline.it.nodes.Nodes;
import io.throughline.it.servers.Database;
import io.throughline.it.servers.RedisConnection;
import io.throughline.it.servers.TestServers;
import io.throughline.it.settings.Space;

/** The cache provider that a test runs with. */
enum Provider {

    /** Ours. */
    REDIS {
        @Override
        Node.Builder on(Database database) {
            TestServers.redis().connect().flushAll();
            return Node.on(database, TestServers.redis().uri());
        }

        @Override
        void settle(Node node) {
            Space.awaitClock(node);
        }

        @Override
        void awaitEvicted(String region, String id) {
            try (RedisConnection redis = TestServers.redis().connect()) {
                Nodes.await(() -> redis.keys("hibernate:" + region + ":*:" + id).isEmpty());
            }
        }
    },

    /** Hibernate's own, in memory. */
    JCACHE {
        @Override
        Node.Builder on(Database database) {
            return Node.on(database)
                    .set("hibernate.cache.region.factory_class", "jcache")
                    .set(
                            "hibernate.javax.cache.provider",
                            "com.github.benmanes.caffeine.jcache.spi.CaffeineCachingProvider")
                    .set("hibernate.javax.cache.missing_cache_strategy", "create");
        }

        @Override
        void settle(Node node) {
            // its clock ticks with every question
        }

        @Override
        void awaitEvicted(String region, String id) {
            // it does all at once
        }
    };

    abstract Node.Builder on(Database database);

    /** Until a new session sees all that is cached now. */
    abstract void settle(Node node);

    /** Until the entry is gone that a transaction has changed and rolled back: ours evicts it off the caller's thread. */
    abstract void awaitEvicted(String region, String id);
}
