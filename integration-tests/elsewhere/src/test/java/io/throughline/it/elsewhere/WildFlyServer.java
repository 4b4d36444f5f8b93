package io.throughline.it.elsewhere;

import io.throughline.it.servers.Database;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jboss.as.controller.client.helpers.Operations;
import org.jboss.dmr.ModelNode;
import org.wildfly.core.launcher.StandaloneCommandBuilder;
import org.wildfly.plugin.tools.Deployment;
import org.wildfly.plugin.tools.DeploymentResult;
import org.wildfly.plugin.tools.UndeployDescription;
import org.wildfly.plugin.tools.server.Configuration;
import org.wildfly.plugin.tools.server.ServerManager;

/** A server of its own directory, with a JTA data source {@code java:jboss/datasources/shop}. */
final class WildFlyServer implements AutoCloseable {

    private static final Path HOME =
            Path.of("..", "wildfly", "target", "server").toAbsolutePath().normalize();
    private static final Path WAR =
            Path.of("..", "wildfly", "target", "shop.war").toAbsolutePath().normalize();
    private static final long PATIENCE_SECONDS = 120;

    private final ServerManager manager;
    private final Path log;
    private final ProcessHandle process;
    private final URI address;

    private WildFlyServer(ServerManager manager, Path log, ProcessHandle process, URI address) {
        this.manager = manager;
        this.log = log;
        this.process = process;
        this.address = address;
    }

    /** @param name of its directory below {@code target} */
    static WildFlyServer start(String name, Database database, String redisUri) throws IOException {
        if (!Files.exists(HOME) || !Files.exists(WAR)) {
            throw new IllegalStateException(HOME + " or " + WAR
                    + " is not there: Maven's phase 'package' makes them, and 'test' is before that");
        }
        Path base = Path.of("target", name).toAbsolutePath();
        copy(HOME.resolve("standalone"), base);
        Path log = base.resolve("console.log");
        int port = freePort();
        int managementPort = freePort();
        StandaloneCommandBuilder command = StandaloneCommandBuilder.of(HOME)
                .setBaseDirectory(base)
                .setJavaOptions("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
        command.addServerArguments(
                "-Dshop.redis=" + redisUri,
                "-Dshop.redis.timeout=2s", // a server that has just started is slow: a stall is not to look like an
                // outage
                "-Djboss.node.name=" + name, // of its transactions
                "-Djboss.http.port=" + port,
                "-Djboss.https.port=0",
                "-Djboss.management.http.port=" + managementPort);
        ServerManager manager = ServerManager.start(Configuration.create(command)
                .managementPort(managementPort)
                .shutdownOnClose(true)
                .redirectErrorStream(true)
                .redirectOutput(log));
        try {
            if (!manager.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("The server has not started:\n" + Files.readString(log));
            }
            configure(manager, database);
            return new WildFlyServer(manager, log, processWith(base), URI.create("http://127.0.0.1:" + port));
        } catch (IOException | InterruptedException | RuntimeException e) {
            manager.close();
            throw e instanceof RuntimeException runtime ? runtime : new IllegalStateException(e);
        }
    }

    private static void configure(ServerManager manager, Database database) throws IOException {
        Path driver = Path.of(URI.create(org.postgresql.Driver.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toString()));
        manager.deploy(Deployment.of(driver).setName("postgresql.jar"));
        ModelNode dataSource = Operations.createAddOperation(
                Operations.createAddress("subsystem", "datasources", "data-source", "shop"));
        dataSource.get("jndi-name").set("java:jboss/datasources/shop");
        dataSource.get("driver-name").set("postgresql.jar");
        dataSource.get("connection-url").set(database.jdbcUrl());
        dataSource.get("user-name").set(database.user());
        dataSource.get("password").set(database.password());
        manager.executeOperation(dataSource);
        // persistence.xml may name the server's properties
        manager.executeOperation(Operations.createWriteAttributeOperation(
                Operations.createAddress("subsystem", "ee"), "spec-descriptor-property-replacement", true));
    }

    private static ProcessHandle processWith(Path base) {
        return ProcessHandle.current()
                .descendants()
                .filter(process -> process.info()
                        .arguments()
                        .map(List::of)
                        .orElse(List.of())
                        .contains("-Djboss.server.base.dir=" + base))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no process of this one serves " + base));
    }

    // applications

    /** @param name of the archive, without {@code .war}; the context path as well */
    Shop deploy(String name) throws IOException {
        DeploymentResult result =
                manager.deploymentManager().deploy(Deployment.of(WAR).setName(name + ".war"));
        if (!result.successful()) {
            throw new IllegalStateException(result.getFailureMessage() + "\n" + log());
        }
        return new Shop(URI.create(address + "/" + name));
    }

    void undeploy(String name) throws IOException {
        manager.deploymentManager()
                .undeploy(UndeployDescription.of(name + ".war"))
                .assertSuccess();
    }

    // looked into

    String log() throws IOException {
        return Files.readString(log);
    }

    /** {@return the names of its threads} */
    List<String> threads() {
        return jcmd("Thread.print")
                .filter(line -> line.startsWith("\""))
                .map(line -> line.substring(1, line.lastIndexOf('"')))
                .toList();
    }

    private Stream<String> jcmd(String command) {
        try {
            Process jcmd = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "jcmd")
                                    .toString(),
                            Long.toString(process.pid()),
                            command)
                    .redirectErrorStream(true)
                    .start();
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(jcmd.getInputStream(), StandardCharsets.UTF_8))) {
                List<String> all = lines.lines().toList();
                if (jcmd.waitFor() != 0) {
                    throw new IllegalStateException("jcmd " + command + ": " + all);
                }
                return all.stream();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        manager.close();
    }

    // files and ports

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        delete(to); // what an earlier run has left
        try (Stream<Path> all = Files.walk(from)) {
            for (Path file : (Iterable<Path>) all::iterator) {
                Files.copy(file, to.resolve(from.relativize(file)));
            }
        }
    }

    private static void delete(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (Stream<Path> all = Files.walk(directory)) {
                for (Path file : (Iterable<Path>) all.sorted(Comparator.reverseOrder())::iterator) {
                    Files.delete(file);
                }
            }
        }
    }
}
