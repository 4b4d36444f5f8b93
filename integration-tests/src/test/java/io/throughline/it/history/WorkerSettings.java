package io.throughline.it.history;

import io.throughline.it.servers.Database;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * What a worker process is told when it starts, by a file.
 *
 * @param process the worker and the number of its life
 * @param hibernate settings of its session factory
 */
record WorkerSettings(
        String process, Path log, Database database, String redisUri, int threads, Map<String, String> hibernate) {

    private static final String HIBERNATE = "hibernate.";

    void writeTo(Path file) {
        Properties properties = new Properties();
        properties.setProperty("process", process);
        properties.setProperty("log", log.toString());
        properties.setProperty("jdbcUrl", database.jdbcUrl());
        properties.setProperty("user", database.user());
        properties.setProperty("password", database.password());
        properties.setProperty("redisUri", redisUri);
        properties.setProperty("threads", Integer.toString(threads));
        properties.putAll(hibernate);
        try (Writer writer = Files.newBufferedWriter(file)) {
            properties.store(writer, null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static WorkerSettings readFrom(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String> hibernate = new TreeMap<>();
        properties.stringPropertyNames().stream()
                .filter(name -> name.startsWith(HIBERNATE))
                .forEach(name -> hibernate.put(name, properties.getProperty(name)));
        return new WorkerSettings(
                properties.getProperty("process"),
                Path.of(properties.getProperty("log")),
                new Database(
                        properties.getProperty("jdbcUrl"),
                        properties.getProperty("user"),
                        properties.getProperty("password")),
                properties.getProperty("redisUri"),
                Integer.parseInt(properties.getProperty("threads")),
                hibernate);
    }
}
