package io.throughline.it.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/** A command line of Maven: its phases, plugins, profiles, modules, properties and tests exist. */
final class MavenCheck {

    private static final Set<String> PHASES =
            Set.of("validate", "compile", "test-compile", "test", "package", "verify", "install", "clean");
    private static final Set<String> FLAGS = Set.of("-q", "-B", "-o", "-am", "-e", "-X", "-T1C");
    /** Maven's, Surefire's and Spring Boot's own. */
    private static final Set<String> PROPERTIES = Set.of(
            "skipTests", "test", "surefire.failIfNoSpecifiedTests", "spotless.check.skip", "spring-boot.run.arguments");

    private final List<String> poms =
            Repository.poms().stream().map(Repository::read).toList();

    void check(List<String> words, String place) {
        Iterator<String> each = words.iterator();
        while (each.hasNext()) {
            String word = each.next();
            if (word.equals("-pl")) {
                checkModules(each.next(), place);
            } else if (word.startsWith("-P")) {
                inAPom("<id>" + word.substring(2) + "</id>", place);
            } else if (word.startsWith("-D")) {
                checkProperty(word.substring(2), place);
            } else if (word.startsWith("-")) {
                assertThat(FLAGS).as(place).contains(word);
            } else if (word.contains(":")) {
                inAPom("<artifactId>" + word.substring(0, word.indexOf(':')) + "-maven-plugin</artifactId>", place);
            } else {
                assertThat(PHASES).as(place).contains(word);
            }
        }
    }

    private void inAPom(String text, String place) {
        assertThat(poms).as("%s: %s in a pom", place, text).anyMatch(pom -> pom.contains(text));
    }

    private static void checkModules(String modules, String place) {
        for (String module : modules.split(",")) {
            assertThat(Repository.ROOT.resolve(module).resolve("pom.xml"))
                    .as(place)
                    .exists();
        }
    }

    private void checkProperty(String property, String place) {
        String name = property.split("=", 2)[0];
        String value = property.contains("=") ? property.split("=", 2)[1] : "true";
        if (name.equals("test")) {
            for (String test : value.split(",")) {
                assertThat(tests(test.split("#")[0]))
                        .as("%s: tests %s", place, test)
                        .isNotEmpty();
            }
            return;
        }
        boolean known = PROPERTIES.contains(name)
                || poms.stream().anyMatch(pom -> pom.contains("<" + name + ">") || pom.contains("<" + name + "/>"))
                || Repository.sources(file -> file.endsWith(".java")).stream()
                        .map(Repository::read)
                        .anyMatch(source -> source.contains('"' + name + '"'));
        assertThat(known)
                .as("%s: the property %s is read somewhere", place, name)
                .isTrue();
    }

    private static List<Path> tests(String pattern) {
        PathMatcher matcher = FileSystems.getDefault()
                .getPathMatcher(
                        "glob:**/" + pattern.replaceFirst("^\\*\\*/", "").replace('.', '/') + ".java");
        return Repository.sources(name -> name.endsWith("Test.java")).stream()
                .filter(matcher::matches)
                .toList();
    }
}
