package io.throughline.it.servers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/** Servers in containers. Stopped by a shutdown hook of ours, because Testcontainers' reaper may be switched off. */
final class DockerServers implements ServerSource {

    private static final int REDIS_PORT = 6379;

    @Override
    public PostgresServer startPostgres() {
        DockerImageName image = image("throughline.postgres.image", "postgres:17", "postgres");
        PostgreSQLContainer container = start(new PostgreSQLContainer(image).withCommand(postgresCommand()));
        return new PostgresServer(
                container.getHost(),
                container.getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT),
                container.getUsername(),
                container.getPassword());
    }

    @Override
    public RedisServer startRedis(String... extraArgs) {
        DockerImageName image = image("throughline.redis.image", "redis:7.4", "redis");
        GenericContainer<?> container = start(new GenericContainer<>(image)
                .withExposedPorts(REDIS_PORT)
                .withCommand(redisCommand(extraArgs))
                .waitingFor(Wait.forLogMessage(".*Ready to accept connections.*\\n", 1)));
        return new RedisServer(container.getHost(), container.getMappedPort(REDIS_PORT), container::stop);
    }

    private static DockerImageName image(String property, String defaultName, String substituteFor) {
        return DockerImageName.parse(System.getProperty(property, defaultName))
                .asCompatibleSubstituteFor(substituteFor);
    }

    private static String[] postgresCommand() {
        List<String> command = new ArrayList<>(List.of("postgres"));
        PostgresServer.SETTINGS.forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
        return command.toArray(String[]::new);
    }

    private static String[] redisCommand(String... extraArgs) {
        List<String> command = new ArrayList<>(List.of("redis-server"));
        command.addAll(RedisServer.ARGS);
        command.addAll(Arrays.asList(extraArgs));
        return command.toArray(String[]::new);
    }

    private static <C extends GenericContainer<?>> C start(C container) {
        Runtime.getRuntime().addShutdownHook(new Thread(container::stop, "stop " + container.getDockerImageName()));
        container.start();
        return container;
    }
}
