package io.throughline.it.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which JDKs are found beside the one that runs the tests. */
class JdkTest {

    @TempDir
    Path folder;

    @Test
    void versionsOldAndNewAndWhatIsNoJdk() throws IOException {
        Path eight = install("jdk-8", "JAVA_VERSION=\"1.8.0_392\"\nOS_ARCH=\"amd64\"\n");
        Path seventeen = install("jdk-17", "IMPLEMENTOR=\"Debian\"\nJAVA_VERSION=\"17.0.17\"\n");
        Path twentyFive = install("jdk-25", "JAVA_VERSION=\"25\"\n");
        Path early = install("jdk-26", "JAVA_VERSION=\"26-ea\"\n");
        install("no-version", "OS_ARCH=\"amd64\"\n");
        Files.createDirectory(folder.resolve("no-release-file"));
        Files.createFile(folder.resolve("no-folder"));

        assertThat(Jdk.in(folder))
                .containsExactlyInAnyOrder(
                        new Jdk(eight, 8), new Jdk(seventeen, 17), new Jdk(twentyFive, 25), new Jdk(early, 26));
    }

    private Path install(String name, String release) throws IOException {
        Path home = Files.createDirectory(folder.resolve(name));
        Files.writeString(home.resolve("release"), release);
        return home;
    }
}
