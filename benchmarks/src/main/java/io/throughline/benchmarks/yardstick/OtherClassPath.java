package io.throughline.benchmarks.yardstick;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The class path of a contender that needs other versions. The build writes it into a file of the module that is named after the contender. */
final class OtherClassPath {

    /** The folder of the modules' folders. */
    private static final String MODULES = "yardstick.modules";

    private OtherClassPath() {}

    static String of(String module) {
        Path file = Path.of(System.getProperty(MODULES, ""), module, "target", "classpath");
        try {
            Path own = Path.of(OtherClassPath.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return own + File.pathSeparator + Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the class path of " + module + " is not at " + file.toAbsolutePath()
                            + ": build it (mvn generate-resources), and set -D" + MODULES
                            + " to the folder of benchmarks",
                    e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
