package io.throughline.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.demo.servers.EmbeddedRedis;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;

/** Sizes are the same on each machine: they are held here, times are not. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RedisMemoryTest {

    private static final int ENTRIES = 1000;

    private final EmbeddedRedis redis;
    private final RedissonClient client;
    private final Mapping mapping = new Mapping();

    RedisMemoryTest() throws IOException {
        redis = EmbeddedRedis.start();
        client = client(redis.uri());
    }

    private static RedissonClient client(String uri) {
        Config config = new Config();
        config.setUseThreadClassLoader(false);
        config.useSingleServer().setAddress(uri).setTimeout(10_000);
        return Redisson.create(config);
    }

    @AfterAll
    void close() {
        mapping.close();
        client.shutdown();
        redis.close();
    }

    @Test
    void aCompressedTextTakesLessThanAPlainOne() {
        RedisMemory memory = new RedisMemory(client, ENTRIES);
        assertThat(memory.measure(Entry.ARTICLE, Coding.Kind.THROUGHLINE_LZ4, mapping)
                        .usage())
                .isPositive()
                .isLessThan(0.8
                        * memory.measure(Entry.ARTICLE, Coding.Kind.THROUGHLINE, mapping)
                                .usage());
    }

    /** A text is as long as it is. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ARTICLE")
    void anEntryTakesAtMostHalfOfWhatRedissonsDefaultTakes(Entry entry) {
        RedisMemory memory = new RedisMemory(client, ENTRIES);
        double ours = memory.measure(entry, Coding.Kind.THROUGHLINE, mapping).usage();
        double theirs =
                memory.measure(entry, Coding.Kind.REDISSON_KRYO5, mapping).usage();
        assertThat(ours).isPositive().isLessThanOrEqualTo(theirs / 2);
    }
}
