package io.throughline.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** One entry to the bytes of a Redis value, and back. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CodecBenchmark {

    @Param
    Entry entry;

    @Param
    Coding.Kind coding;

    private Mapping mapping;
    private Coding tried;
    private byte[] bytes;

    @Setup
    public void setUp() {
        mapping = new Mapping();
        tried = coding.of(entry, mapping);
        bytes = tried.stored();
    }

    @TearDown
    public void tearDown() {
        mapping.close();
    }

    @Benchmark
    public byte[] encode() {
        return tried.encode();
    }

    @Benchmark
    public Object decode() {
        return tried.decode(bytes);
    }
}
