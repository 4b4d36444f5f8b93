package io.throughline.spring;

import io.throughline.RedisCacheSettings;
import io.throughline.RedisRegionFactory;
import io.throughline.metrics.CacheMessages;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.hibernate.cfg.AvailableSettings;
import org.hibernate.cfg.Environment;
import org.jspecify.annotations.Nullable;
import org.redisson.api.RedissonClient;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;

/**
 * Gives the application's {@link RedissonClient} to the caches of its entity manager factories as {@link RedisCacheSettings#CLIENT}, unless the application itself has set
 * that, {@link RedisCacheSettings#URI} or {@link RedisCacheSettings#CONFIG}. Of several clients it takes the primary one; if none is primary, it takes none.
 *
 * <p>The client is fetched before the factory is complete. Spring destroys beans in reverse order, so it closes the factory first.
 */
final class SharedClient implements BeanPostProcessor {

    private static final List<String> WHERE_REDIS_IS =
            List.of(RedisCacheSettings.URI, RedisCacheSettings.CONFIG, RedisCacheSettings.CLIENT);

    private final ListableBeanFactory beans;

    SharedClient(ListableBeanFactory beans) {
        this.beans = beans;
    }

    @Override
    public Object postProcessBeforeInitialization(Object bean, String beanName) {
        if (bean instanceof LocalContainerEntityManagerFactoryBean factory) {
            Map<String, Object> settings = factory.getJpaPropertyMap();
            if (cachesInRedis(settings) && WHERE_REDIS_IS.stream().allMatch(name -> value(settings, name) == null)) {
                RedissonClient client = client(beanName);
                if (client != null) {
                    settings.put(RedisCacheSettings.CLIENT, client);
                }
            }
        }
        return bean;
    }

    private static boolean cachesInRedis(Map<String, Object> settings) {
        Object factory = value(settings, AvailableSettings.CACHE_REGION_FACTORY);
        return factory instanceof RedisRegionFactory
                || factory instanceof Class<?> type && RedisRegionFactory.class.isAssignableFrom(type)
                || "redis".equals(factory)
                || RedisRegionFactory.class.getName().equals(factory);
    }

    /** As in Hibernate, the factory's properties take precedence over hibernate.properties and system properties. */
    private static @Nullable Object value(Map<String, Object> settings, String name) {
        Object value = settings.get(name);
        return value != null ? value : Environment.getProperties().get(name);
    }

    private @Nullable RedissonClient client(String factory) {
        // not eagerly: asking for a bean's type must not create beans while a factory is being created
        RedissonClient client =
                beans.getBeanProvider(RedissonClient.class, false).getIfUnique();
        if (client == null) {
            String[] names =
                    BeanFactoryUtils.beanNamesForTypeIncludingAncestors(beans, RedissonClient.class, true, false);
            if (names.length > 1) {
                CacheMessages.LOG.severalClients(
                        factory, Stream.of(names).sorted().toList());
            }
        }
        return client;
    }
}
