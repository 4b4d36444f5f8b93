package io.throughline.it.servers;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.testcontainers.DockerClientFactory;

/** What the system property {@value #PROPERTY} chooses between. */
enum ServerMode {
    /** Containers if a Docker engine answers, else embedded. */
    AUTO,
    DOCKER,
    EMBEDDED;

    static final String PROPERTY = "throughline.servers";

    static ServerMode fromSystemProperty() {
        return of(System.getProperty(PROPERTY, AUTO.text()));
    }

    static ServerMode of(String value) {
        return Arrays.stream(values())
                .filter(mode -> mode.text().equals(value))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        PROPERTY + "=" + value + " is not known; accepted: " + acceptedValues()));
    }

    ServerSource source() {
        return switch (this) {
            case EMBEDDED -> new EmbeddedServers();
            case DOCKER -> {
                if (!dockerAnswers()) {
                    throw new IllegalStateException(PROPERTY + "=docker, but no Docker engine answers");
                }
                yield new DockerServers();
            }
            case AUTO -> dockerAnswers() ? new DockerServers() : new EmbeddedServers();
        };
    }

    private static boolean dockerAnswers() {
        return DockerClientFactory.instance().isDockerAvailable();
    }

    private static String acceptedValues() {
        return Arrays.stream(values()).map(ServerMode::text).collect(Collectors.joining(", "));
    }

    private String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
