package io.throughline.it.golden;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.hibernate.Version;

/**
 * The files of one release.
 *
 * @param version of the release
 * @param hibernate that it was written with
 * @param miss whether its entries have been given up: the format of bodies has been changed since, on purpose
 */
record GoldenSet(String version, String hibernate, boolean miss) {

    /** Surefire starts in the module. */
    private static final Path FOLDER = Path.of("src/test/resources/golden");

    private static final String ABOUT = "about.properties";

    static List<GoldenSet> all() {
        try (Stream<Path> versions = Files.list(FOLDER)) {
            return versions.map(path -> path.getFileName().toString())
                    .sorted(Comparator.comparing(ModuleDescriptor.Version::parse))
                    .map(GoldenSet::of)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static GoldenSet newest() {
        List<GoldenSet> all = all();
        return all.get(all.size() - 1);
    }

    private static GoldenSet of(String version) {
        Properties about = new Properties();
        try {
            about.load(new StringReader(Files.readString(FOLDER.resolve(version).resolve(ABOUT))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String entries = about.getProperty("entries");
        if (!List.of("hit", "miss").contains(entries)) {
            throw new IllegalStateException(
                    version + "/" + ABOUT + ": entries is '" + entries + "', and has to be hit or miss");
        }
        return new GoldenSet(version, about.getProperty("hibernate"), entries.equals("miss"));
    }

    GoldenFile file(String name) {
        try {
            return GoldenFile.parse(Files.readAllLines(path(name)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A file may be of what came with a later release. */
    boolean has(String name) {
        return Files.exists(path(name));
    }

    private Path path(String name) {
        return FOLDER.resolve(version).resolve(name + ".txt");
    }

    /** Query results are laid out by Hibernate. */
    boolean isOfThisHibernate() {
        return hibernate.equals(Version.getVersionString());
    }

    /** The types of attributes may differ between two of Hibernate's minor releases. */
    boolean isOfThisLineOfHibernate() {
        return isOfLineOfHibernate(Version.getVersionString());
    }

    boolean isOfLineOfHibernate(String other) {
        return line(hibernate).equals(line(other));
    }

    private static String line(String hibernate) {
        return hibernate.replaceAll("^(\\d+\\.\\d+)\\..*", "$1");
    }

    /** What a release has stored never changes: a folder that is there is not written again. */
    static GoldenSet begin(String version) {
        Path folder = FOLDER.resolve(version);
        if (Files.exists(folder)) {
            throw new IllegalStateException(folder + " is there already, and what a release has stored does not change."
                    + " If " + version + " has not been released yet, delete the folder first");
        }
        GoldenSet set = new GoldenSet(version, Version.getVersionString(), false);
        try {
            Files.createDirectories(folder);
            Files.writeString(
                    folder.resolve(ABOUT),
                    "# What stands in Redis of release " + version
                            + ". See CONTRIBUTING.md, How the format is changed.\n"
                            + "# What this build makes of the entries: hit; or miss, since the format of bodies has been changed on purpose\n"
                            + "entries=hit\n"
                            + "# What they were written with. Query results are a miss with any other\n"
                            + "hibernate=" + set.hibernate + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return set;
    }

    void write(String name, GoldenFile file) {
        try {
            Files.writeString(path(name), file.text());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return version;
    }
}
