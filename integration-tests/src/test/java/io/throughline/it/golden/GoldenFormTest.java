package io.throughline.it.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.throughline.it.settings.Space;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * This build stores the same bytes as the newest release that has golden files, except for times, tokens, nonces and the like. {@code
 * -Dthroughline.golden.write=0.2.0} writes the files of another release.
 */
class GoldenFormTest {

    private static final String WHAT_TO_DO = """
            What is stored has changed since golden files were last written (%s).
            If that is not on purpose, it is a mistake: nodes of the two releases will not understand each other.
            If it is, CONTRIBUTING.md, "How the format is changed", says what is to be done: a new version of the record, or of bodies; docs/format.md; and golden files of the next \
            release beside the old ones: mvn -q -pl integration-tests -am test -Dtest=GoldenFormTest -Dsurefire.failIfNoSpecifiedTests=false -Dthroughline.golden.write=<release>
            %s""";

    private static final SortedMap<String, Supplier<GoldenFile>> FILES = new TreeMap<>();

    static {
        for (Contents contents : Contents.values()) {
            FILES.put(contents.fileName(), () -> {
                try (Space space = Space.of(contents::set, Contents.ENTITIES)) {
                    contents.write(space);
                    return GoldenFile.of(space.redis());
                }
            });
        }
        FILES.put(Locked.FILE, Locked::write);
        FILES.put(Registry.FILE, Registry::write);
    }

    @BeforeAll
    static void writeIfAsked() {
        String version = System.getProperty("throughline.golden.write", "");
        if (!version.isEmpty()) {
            GoldenSet set = GoldenSet.begin(version);
            FILES.forEach((name, contents) -> set.write(name, contents.get()));
        }
    }

    @TestFactory
    Stream<DynamicTest> theSameBytesAreStored() {
        GoldenSet set = GoldenSet.newest();
        return FILES.entrySet().stream()
                .map(file -> DynamicTest.dynamicTest(file.getKey(), () -> {
                    assumeTrue(
                            set.isOfThisLineOfHibernate(),
                            "the golden files of " + set + " are of Hibernate " + set.hibernate()
                                    + ", and another may have other types for attributes");
                    GoldenFile golden = set.file(file.getKey());
                    assertThat(differences(
                                    form(set, golden), form(set, file.getValue().get())))
                            .as(WHAT_TO_DO, set, file.getKey())
                            .isEmpty();
                }));
    }

    private static List<String> differences(SortedMap<String, String> golden, SortedMap<String, String> now) {
        SortedSet<String> keys = new TreeSet<>(golden.keySet());
        keys.addAll(now.keySet());
        return keys.stream()
                .filter(key -> !Objects.equals(golden.get(key), now.get(key)))
                .map(key -> key + "\nwas " + golden.get(key) + "\nis  " + now.get(key))
                .toList();
    }

    /** The shape of query results has Hibernate's version in it. */
    private static SortedMap<String, String> form(GoldenSet set, GoldenFile file) {
        SortedMap<String, String> form = file.form();
        if (!set.isOfThisHibernate()) {
            form.replaceAll((key, bytes) -> key.contains(":default-query-results-region:")
                    ? bytes.replaceFirst("^(I1 stamp )[0-9a-f]{16}", "$1shape")
                    : bytes);
        }
        return form;
    }

    @Test
    void aFileIsReadAsItWasWritten() {
        for (String name : FILES.keySet()) {
            GoldenFile file = GoldenSet.newest().file(name);
            assertThat(GoldenFile.parse(file.text().lines().toList()).text()).isEqualTo(file.text());
        }
    }

    /** What differs on purpose is found. */
    @Test
    void aByteThatIsAnotherIsFound() {
        GoldenFile file = GoldenSet.newest().file(Contents.PLAIN.fileName());
        String entity = file.strings().keySet().stream()
                .filter(key -> key.contains(".Specimen:") && key.endsWith(":1"))
                .findFirst()
                .orElseThrow();
        SortedMap<String, String> before = file.form();
        byte[] other = file.strings().get(entity).clone();
        other[other.length / 2]++;
        file.strings().put(entity, other);
        assertThat(file.form()).isNotEqualTo(before);
        byte[] later = file.strings().get(entity).clone();
        later[other.length / 2]--;
        later[9]++; // its stamp
        file.strings().put(entity, later);
        assertThat(file.form()).isEqualTo(before);
    }
}
