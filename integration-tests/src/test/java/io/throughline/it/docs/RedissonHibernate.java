package io.throughline.it.docs;

import java.util.List;
import java.util.regex.Pattern;

/** The settings of redisson-hibernate, from its sources (those of its regions) and its documentation (those of its local caches). */
final class RedissonHibernate {

    /** {@code <region>} stands for a region's name, or for one of entity, collection, naturalid, query, timestamps. */
    static final List<String> SETTINGS = List.of(
            "hibernate.cache.redisson.config",
            "hibernate.cache.redisson.jndi_name",
            "hibernate.cache.redisson.fallback",
            "hibernate.cache.redisson.<region>.expiration.time_to_live",
            "hibernate.cache.redisson.<region>.expiration.max_idle_time",
            "hibernate.cache.redisson.<region>.eviction.max_entries",
            "hibernate.cache.redisson.<region>.localcache.*");

    private RedissonHibernate() {}

    static void requireKnown(String name, String place) {
        boolean factory = name.equals("hibernate.cache.region.factory_class");
        if (!factory
                && SETTINGS.stream()
                        .noneMatch(known -> pattern(known).matcher(name).matches())) {
            KnownSettings.requireName(name, place);
        }
    }

    private static Pattern pattern(String known) {
        String quoted = Pattern.quote(known).replace("<region>", "\\E.+\\Q").replace("*", "\\E[a-z_]+\\Q");
        return Pattern.compile(quoted);
    }
}
