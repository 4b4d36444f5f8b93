package io.throughline.it.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A JDK of this machine. {@code version} is its feature release: 8, 17, 21. */
public record Jdk(Path home, int version) {

    /** In the release file: JAVA_VERSION="21.0.9", or "1.8.0_392" up to Java 8. */
    private static final Pattern FEATURE = Pattern.compile("^\"?(?:1\\.)?(\\d+)");

    private static final int FIRST_WITH_VIRTUAL_THREADS = 21;

    public static Jdk ofThisTest() {
        return new Jdk(
                Path.of(System.getProperty("java.home")), Runtime.version().feature());
    }

    /** This test's if it has virtual threads, otherwise the newest that is installed beside it and has them. */
    public static Optional<Jdk> withVirtualThreads() {
        Jdk mine = ofThisTest();
        if (mine.hasVirtualThreads()) {
            return Optional.of(mine);
        }
        try {
            return in(mine.home().toRealPath().getParent()).stream()
                    .filter(Jdk::hasVirtualThreads)
                    .max(Comparator.comparing(Jdk::version));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All that are installed in a folder; what else is there is left out. */
    static List<Jdk> in(Path folder) throws IOException {
        try (Stream<Path> homes = Files.list(folder)) {
            return homes.flatMap(home -> of(home).stream()).toList();
        }
    }

    public Path java() {
        return home.resolve("bin").resolve("java");
    }

    private boolean hasVirtualThreads() {
        return version >= FIRST_WITH_VIRTUAL_THREADS;
    }

    private static Optional<Jdk> of(Path home) {
        Path release = home.resolve("release");
        if (!Files.isReadable(release)) {
            return Optional.empty();
        }
        Properties properties = new Properties();
        try (var in = Files.newInputStream(release)) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Matcher version = FEATURE.matcher(properties.getProperty("JAVA_VERSION", ""));
        return version.find() ? Optional.of(new Jdk(home, Integer.parseInt(version.group(1)))) : Optional.empty();
    }
}
