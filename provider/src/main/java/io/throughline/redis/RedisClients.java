package io.throughline.redis;

import io.throughline.RedisCacheSettings;
import io.throughline.config.CacheConfiguration;
import io.throughline.config.RedisLocation;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import org.hibernate.boot.registry.classloading.spi.ClassLoaderService;
import org.hibernate.cache.CacheException;
import org.hibernate.engine.jndi.JndiException;
import org.hibernate.engine.jndi.JndiNameException;
import org.hibernate.engine.jndi.spi.JndiService;
import org.hibernate.service.ServiceRegistry;
import org.jspecify.annotations.Nullable;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;

/** Makes or finds the client that the settings name. No client connects before it is used. */
public final class RedisClients {

    private RedisClients() {}

    /** A client, and whether it is to be closed with the session factory. */
    public interface ClientInUse extends AutoCloseable {

        RedissonClient client();

        /** Closes the cache's own client; leaves the application's client alone. */
        @Override
        void close();
    }

    private record BorrowedClient(RedissonClient client) implements ClientInUse {
        @Override
        public void close() {
            // the application's own
        }
    }

    /**
     * @param longEntries hears of values that are longer than any of the cache's, and keeps them out; {@code null}: they come in
     * @throws CacheException if there is no such client, file or resource; it names the setting
     */
    public static ClientInUse open(
            CacheConfiguration configuration, ServiceRegistry services, @Nullable LongEntries longEntries) {
        RedisLocation location = configuration.location();
        if (location instanceof RedisLocation.Server server) {
            return OwnClient.of(server, configuration, longEntries);
        }
        if (location instanceof RedisLocation.Cluster cluster) {
            return OwnClient.of(cluster, configuration, longEntries);
        }
        if (location instanceof RedisLocation.Sentinels sentinels) {
            return OwnClient.of(sentinels, configuration, longEntries);
        }
        if (location instanceof RedisLocation.Yaml yaml) {
            Config config = read(yaml.location(), services);
            if (config == null) {
                throw new CacheException(RedisCacheSettings.CONFIG + "='" + yaml.location()
                        + "' is empty; accepted: a Redisson YAML configuration");
            }
            try {
                return OwnClient.of(config);
            } catch (IllegalArgumentException e) {
                throw new CacheException(
                        RedisCacheSettings.CONFIG + "='" + yaml.location() + "' cannot be used: " + e.getMessage(), e);
            }
        }
        if (location instanceof RedisLocation.Jndi jndi) {
            return borrowed(locate(jndi.name(), services), jndi.name());
        }
        Object client = ((RedisLocation.Client) location).client();
        return borrowed(client, client);
    }

    private static @Nullable Object locate(String name, ServiceRegistry services) {
        try {
            return services.requireService(JndiService.class).locate(name);
        } catch (JndiException | JndiNameException e) {
            throw new CacheException(
                    RedisCacheSettings.CLIENT + "='" + name + "' cannot be looked up (" + e.getMessage()
                            + "); accepted: a RedissonClient, or the JNDI name of one",
                    e);
        }
    }

    private static ClientInUse borrowed(@Nullable Object client, Object value) {
        if (!(client instanceof RedissonClient redisson)) {
            throw new CacheException(RedisCacheSettings.CLIENT + "='" + value + "' is "
                    + (client == null ? "not bound" : "a " + client.getClass().getName())
                    + "; accepted: a RedissonClient, or the JNDI name of one");
        }
        return new BorrowedClient(redisson);
    }

    private static @Nullable Config read(String location, ServiceRegistry services) {
        try {
            File file = new File(location);
            if (file.isFile()) {
                return Config.fromYAML(file);
            }
            URL resource = services.requireService(ClassLoaderService.class).locateResource(location);
            if (resource != null) {
                return Config.fromYAML(resource);
            }
        } catch (IOException | RuntimeException e) {
            throw new CacheException(
                    RedisCacheSettings.CONFIG + "='" + location + "' is not a Redisson configuration: "
                            + e.getMessage(),
                    e);
        }
        throw new CacheException(RedisCacheSettings.CONFIG + "='" + location
                + "' is neither a file nor a class path resource; accepted: a Redisson YAML configuration");
    }
}
