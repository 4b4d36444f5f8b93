package io.throughline.it.deploy;

import io.throughline.it.nodes.ChildJvm;
import io.throughline.it.servers.Database;
import io.throughline.it.servers.TestServers;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Another process, which runs a node of a release. */
final class OtherJvm implements AutoCloseable {

    private final Process process;
    private final BufferedReader said;

    OtherJvm(Release release, Database database, Path known) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ChildJvm.STARTS_SOON);
        Collections.addAll(
                command,
                "-cp",
                Release.classPath() + File.pathSeparator + release.classes(),
                "-Dorg.jboss.logging.provider=slf4j",
                DeployedNode.class.getName(),
                database.jdbcUrl(),
                database.user(),
                database.password(),
                TestServers.redis().uri(),
                known.toString());
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        said = process.inputReader(StandardCharsets.UTF_8);
        await("ready");
    }

    /** Until it has done some more work. */
    void awaitMore() throws IOException {
        process.outputWriter().write("more\n");
        process.outputWriter().flush();
        await("more");
    }

    /** Ends its load and the process. */
    String stop() throws Exception {
        process.outputWriter().close();
        String happened = said.readLine();
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new AssertionError("The other JVM has not ended well: " + happened);
        }
        return happened;
    }

    private void await(String word) throws IOException {
        String line = said.readLine();
        if (!word.equals(line)) {
            throw new AssertionError("The other JVM said: " + line);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
