package io.throughline.it.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.throughline.RedisCacheSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The servers that compose.yaml starts are those that the application's application.yaml names. */
class ComposeTest {

    private static final Path APPLICATION = Repository.ROOT.resolve("integration-tests/spring-boot-4");

    private final JsonNode services = read("compose.yaml").path("services");
    private final JsonNode spring = read("src/main/resources/application.yaml").path("spring");

    private static JsonNode read(String file) {
        try {
            return new YAMLMapper().readTree(APPLICATION.resolve(file).toFile());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void theDatabase() {
        JsonNode postgres = services.path("postgres");
        JsonNode environment = postgres.path("environment");
        JsonNode dataSource = spring.path("datasource");
        assertThat(dataSource.path("url").asText())
                .isEqualTo("jdbc:postgresql://localhost:" + port(postgres, 5432) + "/"
                        + environment.path("POSTGRES_DB").asText());
        assertThat(dataSource.path("username").asText())
                .isEqualTo(environment.path("POSTGRES_USER").asText());
        assertThat(dataSource.path("password").asText())
                .isEqualTo(environment.path("POSTGRES_PASSWORD").asText());
    }

    /** The one that is used where nothing is set. */
    @Test
    void redis() {
        assertThat(spring.at("/jpa/properties").has(RedisCacheSettings.URI)).isFalse();
        URI byDefault = URI.create(RedisCacheSettings.DEFAULT_URI);
        assertThat(byDefault.getHost()).isEqualTo("127.0.0.1");
        assertThat(port(services.path("redis"), 6379)).isEqualTo(byDefault.getPort());
    }

    /** Of this machine, under which it is reached. */
    private static int port(JsonNode service, int inside) {
        String[] ports = service.path("ports").path(0).asText().split(":");
        assertThat(ports).hasSize(3).startsWith("127.0.0.1").endsWith(String.valueOf(inside));
        return Integer.parseInt(ports[1]);
    }
}
