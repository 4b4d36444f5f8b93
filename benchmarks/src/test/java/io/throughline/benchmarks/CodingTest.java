package io.throughline.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.Stream;
import org.hibernate.cache.spi.entry.CollectionCacheEntry;
import org.hibernate.cache.spi.entry.StandardCacheEntryImpl;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is measured is the real work: the whole entry goes in, and comes out again. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CodingTest {

    private final Mapping mapping = new Mapping();

    @AfterAll
    void close() {
        mapping.close();
    }

    @ParameterizedTest
    @EnumSource
    void oursComesBackAsItWas(Entry entry) {
        comesBackAsItWas(entry, Coding.Kind.THROUGHLINE);
        comesBackAsItWas(entry, Coding.Kind.THROUGHLINE_SEALED);
    }

    private void comesBackAsItWas(Entry entry, Coding.Kind kind) {
        Coding coding = kind.of(entry, mapping);
        Object back = coding.decode(coding.stored());
        assertThat(state(back))
                .usingElementComparator(CodingTest::equalDeeply)
                .containsExactly(state(entry.value(mapping)));
        if (back instanceof StandardCacheEntryImpl of) {
            assertThat(of.getVersion()).isEqualTo(entry.version(mapping));
        }
    }

    private static int equalDeeply(Object a, Object b) {
        return Arrays.deepEquals(new Object[] {a}, new Object[] {b}) ? 0 : 1;
    }

    private static Object[] state(Object entry) {
        return entry instanceof CollectionCacheEntry collection
                ? collection.getState()
                : ((StandardCacheEntryImpl) entry).getDisassembledState();
    }

    @ParameterizedTest
    @EnumSource
    void theBenchmarkRuns(Entry entry) {
        for (Coding.Kind kind : Stream.of(Coding.Kind.values())
                .filter(kind -> kind != Coding.Kind.REDISSON_JSON) // which does not read what it has written
                .toList()) {
            CodecBenchmark benchmark = new CodecBenchmark();
            benchmark.entry = entry;
            benchmark.coding = kind;
            benchmark.setUp();
            try {
                assertThat(benchmark.encode()).isNotEmpty();
                assertThat(benchmark.decode()).isNotNull();
            } finally {
                benchmark.tearDown();
            }
        }
    }

    @Test
    void theWideEntityHasFortyAttributes() {
        assertThat(Stream.of(mapping.persister(Wide.class).getPropertyNames()).filter(name -> !name.equals("version")))
                .hasSize(40);
    }
}
