package io.throughline.it.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** docs/settings.md lists exactly the settings that exist. {@code -Dthroughline.docs.write=true} writes them into it. */
class SettingsPageTest {

    private static final Path PAGE = Repository.ROOT.resolve("docs/settings.md");
    private static final String BEGIN = "<!-- made of the code: mvn -pl provider,integration-tests -am test"
            + " -Dsurefire.failIfNoSpecifiedTests=false -Dtest=SettingsPageTest -Dthroughline.docs.write=true -->\n";
    private static final String END = "<!-- end -->\n";

    @Test
    void theReferenceIsThatOfTheCode() {
        String page = Repository.read(PAGE);
        int from = page.indexOf(BEGIN) + BEGIN.length();
        int to = page.indexOf(END);
        assertThat(page).contains(BEGIN, END);
        String expected = SettingsPage.reference();
        if (Boolean.getBoolean("throughline.docs.write")) {
            page = page.substring(0, from) + expected + page.substring(to);
            Repository.write(PAGE, page);
            to = page.indexOf(END);
        }
        assertThat(page.substring(from, to))
                .as("docs/settings.md; -Dtest=SettingsPageTest -Dthroughline.docs.write=true writes what is expected")
                .isEqualTo(expected);
    }
}
