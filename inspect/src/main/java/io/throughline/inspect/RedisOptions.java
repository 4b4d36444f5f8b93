package io.throughline.inspect;

import io.throughline.RedisCacheSettings;
import picocli.CommandLine.Option;

/** Where Redis is, and which part of it. */
final class RedisOptions {

    @Option(
            names = "--redis",
            paramLabel = "<uri>",
            defaultValue = "${env:THROUGHLINE_REDIS:-" + RedisCacheSettings.DEFAULT_URI + "}",
            description =
                    "redis://[[user:]password@]host[:port][/database], rediss:// for TLS; by default the value of the environment variable"
                            + " THROUGHLINE_REDIS, or " + RedisCacheSettings.DEFAULT_URI)
    private String uri = RedisCacheSettings.DEFAULT_URI;

    @Option(
            names = {"-n", "--namespace"},
            defaultValue = RedisCacheSettings.DEFAULT_NAMESPACE,
            description = "hibernate.cache.redis.namespace (${DEFAULT-VALUE})")
    private String namespace = RedisCacheSettings.DEFAULT_NAMESPACE;

    LiveRedis open() {
        return new LiveRedis(uri);
    }

    String namespace() {
        return namespace;
    }
}
