package io.throughline.it.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the pages point to is there: files, headings, tests, settings. */
class LinksTest {

    private static final Pattern TEST = Pattern.compile("[A-Z]\\w+Test");
    private static final Pattern SETTING =
            Pattern.compile("(?!hibernate\\.properties)(hibernate|jakarta\\.persistence)\\.[a-z0-9_.]*[a-z0-9]");

    static Iterable<Page> pages() {
        return Page.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pages")
    void linksLeadSomewhere(Page page) {
        assertThat(page.links()).allSatisfy(link -> {
            URI target = URI.create(link);
            if (target.getScheme() != null) {
                assertThat(target.getScheme()).as(link).isIn("https", "http");
                assertThat(target.getHost()).as(link).isNotNull();
                return;
            }
            Path file = target.getPath().isEmpty() ? page.file() : page.file().resolveSibling(target.getPath());
            assertThat(file.normalize()).as("%s in %s", link, page.name()).startsWithRaw(Repository.ROOT);
            assertThat(Files.exists(file)).as("%s in %s", link, page.name()).isTrue();
            if (target.getFragment() != null) {
                assertThat(Page.of(file).anchors())
                        .as("%s in %s", link, page.name())
                        .contains(target.getFragment());
            }
        });
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pages")
    void testsThatAreNamedExist(Page page) {
        Set<String> tests = Repository.sources(name -> name.endsWith("Test.java")).stream()
                .map(file -> file.getFileName().toString().replace(".java", ""))
                .collect(Collectors.toSet());
        assertThat(page.codes())
                .filteredOn(TEST.asMatchPredicate())
                .as(page.name())
                .isSubsetOf(tests);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pages")
    void settingsThatAreNamedExist(Page page) {
        page.codes().stream()
                .filter(SETTING.asMatchPredicate())
                .filter(name -> !name.startsWith(KnownSettings.REDISSON))
                .forEach(name -> KnownSettings.requireName(name, page.name()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pages")
    void propertiesForTestsThatAreNamedExist(Page page) {
        page.codes().stream()
                .filter(code -> code.startsWith("-D"))
                .forEach(code -> new MavenCheck().check(Words.of(code), page.name() + ": " + code));
    }

    @Test
    void readmeNamesEveryPage() {
        Page readme = Page.named("README.md");
        assertThat(readme.links())
                .containsAll(Page.all().stream()
                        .filter(page -> !page.file().equals(readme.file()))
                        .map(Page::name)
                        .toList());
    }

    @Test
    void anchorsAreAsGitHubMakesThem() {
        assertThat(Page.anchor("Loads that Redis has already")).isEqualTo("loads-that-redis-has-already");
        assertThat(Page.anchor("Rights of a user (ACL)")).isEqualTo("rights-of-a-user-acl");
        assertThat(Page.anchor("THRU000002: cannot be reached")).isEqualTo("thru000002-cannot-be-reached");
    }
}
