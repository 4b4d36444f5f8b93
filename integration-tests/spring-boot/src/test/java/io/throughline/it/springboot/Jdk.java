package io.throughline.it.springboot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A JDK of this machine. */
record Jdk(Path home, int version) {

    /** In the release file: JAVA_VERSION="21.0.9". */
    private static final Pattern FEATURE = Pattern.compile("^\"?(\\d+)");

    private static final int FIRST_WITH_VIRTUAL_THREADS = 21;

    static Jdk ofThisTest() {
        return new Jdk(
                Path.of(System.getProperty("java.home")), Runtime.version().feature());
    }

    /** The newest that has virtual threads: this test's, or one that is installed beside it. */
    static Optional<Jdk> withVirtualThreads() {
        try (Stream<Path> beside = Files.list(ofThisTest().home().toRealPath().getParent())) {
            return Stream.concat(Stream.of(ofThisTest()), beside.map(home -> new Jdk(home, version(home))))
                    .filter(jdk -> jdk.version() >= FIRST_WITH_VIRTUAL_THREADS)
                    .max(Comparator.comparing(Jdk::version));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path java() {
        return home.resolve("bin").resolve("java");
    }

    /** As its release file says; 0 if it is no JDK. */
    private static int version(Path home) {
        Path release = home.resolve("release");
        if (!Files.isReadable(release)) {
            return 0;
        }
        Properties properties = new Properties();
        try (var in = Files.newInputStream(release)) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Matcher version = FEATURE.matcher(properties.getProperty("JAVA_VERSION", ""));
        return version.find() ? Integer.parseInt(version.group(1)) : 0;
    }
}
