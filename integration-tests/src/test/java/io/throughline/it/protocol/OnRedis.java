package io.throughline.it.protocol;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.throughline.it.servers.RedisConnection;
import io.throughline.it.servers.RedisError;
import io.throughline.it.servers.TestServers;
import io.throughline.protocol.Call;
import io.throughline.protocol.Reply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Scripts on a real Redis, which each test finds empty. */
abstract class OnRedis {

    RedisConnection redis;
    CallRunner runner;

    @BeforeEach
    void connect() {
        redis = connection();
        runner = new CallRunner(redis);
        redis.flushAll();
    }

    @AfterEach
    void disconnect() {
        redis.close();
    }

    /** To the shared server, unless a test has its own. */
    RedisConnection connection() {
        return TestServers.redis().connect();
    }

    Reply run(Call call) {
        return runner.run(call);
    }

    /** One byte is allowed: whatever is there is too much. Exact, where filling up is not. Of a test that has its own server. */
    void fillMemory() {
        redis.call("CONFIG", "SET", "maxmemory", 1);
        assertThatThrownBy(() -> redis.call("SET", "another", "key"))
                .isInstanceOf(RedisError.class)
                .hasMessageContaining("OOM");
    }

    /** As much as there is. */
    void freeMemory() {
        redis.call("CONFIG", "SET", "maxmemory", 0);
    }
}
