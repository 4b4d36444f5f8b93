package io.throughline.it.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The files that the pages speak of. */
final class Repository {

    /** Surefire starts in the module. */
    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private static final List<String> MODULES =
            List.of("provider", "demo-entities", "inspect", "benchmarks", "integration-tests", "release");

    private Repository() {}

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What lies in the modules' sources, and the poms. */
    static List<Path> sources(Predicate<String> name) {
        return MODULES.stream()
                .flatMap(module -> files(ROOT.resolve(module)).stream())
                .filter(file -> !file.toString().contains("/target/"))
                .filter(file -> file.toString().contains("/src/")
                        || file.getFileName().toString().equals("pom.xml"))
                .filter(file -> name.test(file.getFileName().toString()))
                .toList();
    }

    /** The root's and the modules'. */
    static List<Path> poms() {
        return Stream.concat(Stream.of(ROOT.resolve("pom.xml")), sources(name -> name.equals("pom.xml")).stream())
                .toList();
    }

    static List<Path> files(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
