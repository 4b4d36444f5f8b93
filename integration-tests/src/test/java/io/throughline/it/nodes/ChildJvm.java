package io.throughline.it.nodes;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A main class in a process of its own, which ends by itself, with the class path of the tests. */
public final class ChildJvm {

    /** Flags of a small JVM that starts sooner than a usual one: its code is not optimized. */
    public static final List<String> STARTS_SOON = List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    private final Class<?> main;
    private final List<String> arguments;
    private Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    private String heap = "256m";
    private String classPath = System.getProperty("java.class.path");

    /**
     * How it ended.
     *
     * @param ended whether it did, in time
     * @param exitValue -1 if not
     * @param said all that it has printed
     */
    public record Result(boolean ended, int exitValue, String said) {}

    private ChildJvm(Class<?> main, List<String> arguments) {
        this.main = main;
        this.arguments = arguments;
    }

    public static ChildJvm of(Class<?> main, String... arguments) {
        return new ChildJvm(main, List.of(arguments));
    }

    /** Another one than that of this process. */
    public ChildJvm java(Path program) {
        java = program;
        return this;
    }

    /** As {@code -Xmx} wants it; 256 MB unless set. */
    public ChildJvm heap(String size) {
        heap = size;
        return this;
    }

    /** In front of the class path. */
    public ChildJvm classPathFirst(Path directory) {
        classPath = directory + File.pathSeparator + classPath;
        return this;
    }

    /** Until it has ended, or the patience has. */
    public Result run(Duration patience) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(java.toString(), "-Xmx" + heap, "-cp", classPath, main.getName()));
        command.addAll(arguments);
        Path output = Files.createTempFile("child", ".out");
        Process child = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            boolean ended = child.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
            return new Result(ended, ended ? child.exitValue() : -1, Files.readString(output, StandardCharsets.UTF_8));
        } finally {
            child.destroyForcibly();
            Files.delete(output);
        }
    }
}
