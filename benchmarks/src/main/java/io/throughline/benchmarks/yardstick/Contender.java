package io.throughline.benchmarks.yardstick;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.hibernate.SessionFactory;

/** The caches that are compared. */
enum Contender {
    NO_CACHE {
        @Override
        Map<String, Object> settings(String redisUri) {
            return Map.of(
                    "hibernate.cache.use_second_level_cache", "false", "hibernate.cache.use_query_cache", "false");
        }
    },
    EHCACHE {
        @Override
        Map<String, Object> settings(String redisUri) {
            return Map.of(
                    "hibernate.cache.region.factory_class",
                    "jcache",
                    "hibernate.javax.cache.provider",
                    "org.ehcache.jsr107.EhcacheCachingProvider",
                    "hibernate.javax.cache.uri",
                    String.valueOf(Contender.class.getResource("/yardstick-ehcache.xml")),
                    "hibernate.javax.cache.missing_cache_strategy",
                    "create");
        }
    },
    /** A cache in the heap, and the round trips that no cache in Redis can do without. */
    BARE_ROUND_TRIPS {
        @Override
        Map<String, Object> settings(String redisUri) {
            Map<String, Object> settings = new HashMap<>(EHCACHE.settings(redisUri));
            settings.putAll(BareRoundTrips.settings(redisUri));
            return settings;
        }
    },
    /** It has a class path of its own: its newest release, with the Hibernate that this release supports. */
    REDISSON_HIBERNATE {
        @Override
        Map<String, Object> settings(String redisUri) {
            return Map.of(
                    "hibernate.cache.region.factory_class",
                    "org.redisson.hibernate.RedissonRegionFactory",
                    "hibernate.cache.redisson.config",
                    RedissonFile.with(redisUri));
        }

        @Override
        String classPath() {
            return OtherClassPath.of("redisson-hibernate");
        }
    },
    THROUGHLINE {
        @Override
        Map<String, Object> settings(String redisUri) {
            return throughline(redisUri);
        }

        @Override
        void prepare(SessionFactory factory) {
            Filling.untilAllHit(factory);
        }
    },
    /** The same with a near cache: it answers from its heap what it has read before. */
    THROUGHLINE_NEAR {
        @Override
        Map<String, Object> settings(String redisUri) {
            Map<String, Object> settings = new HashMap<>(throughline(redisUri));
            settings.put("hibernate.cache.redis.near_entries", "10000");
            return settings;
        }

        @Override
        void prepare(SessionFactory factory) {
            Filling.untilAllNear(factory);
        }
    };

    abstract Map<String, Object> settings(String redisUri);

    /** The settings, with a namespace of its own: only the contender's own nodes call a near cache, and nobody else waits for it. */
    Map<String, Object> throughline(String redisUri) {
        return Map.of(
                "hibernate.cache.region.factory_class",
                "redis",
                "hibernate.cache.redis.uri",
                redisUri,
                "hibernate.cache.redis.namespace",
                schema());
    }

    /** Runs after the tables are filled, and before anything is warmed up. */
    void prepare(SessionFactory factory) {
        // most have nothing to do
    }

    /** The class path of its JVM. */
    String classPath() {
        return System.getProperty("java.class.path");
    }

    /** The schema. Each contender has its own tables, so that no other knows of what it writes. */
    String schema() {
        return "yardstick_" + name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
