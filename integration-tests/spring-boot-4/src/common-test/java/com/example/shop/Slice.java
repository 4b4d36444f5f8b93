package com.example.shop;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.RedisRegionFactory;
import io.throughline.it.servers.Database;
import io.throughline.it.servers.TestServers;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import org.hibernate.SessionFactory;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.junit.jupiter.api.Test;
import org.redisson.api.RedissonClient;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/**
 * A {@code @DataJpaTest} of the application, as if it had no cache: with the settings of its application.yaml, and no Redis. What the annotation is called differs
 * between the releases of Spring Boot.
 */
abstract class Slice {

    /** Where nothing listens. */
    private static final String NOBODY = "redis://127.0.0.1:1";

    @Autowired
    private Products products;

    @Autowired
    private EntityManager entityManager;

    @Autowired
    private EntityManagerFactory factory;

    @Autowired
    private ObjectProvider<RedissonClient> clients;

    @DynamicPropertySource
    static void servers(DynamicPropertyRegistry properties) {
        Database database = TestServers.postgres().createDatabase();
        properties.add("spring.datasource.url", database::jdbcUrl);
        properties.add("spring.datasource.username", database::user);
        properties.add("spring.datasource.password", database::password);
        properties.add("spring.test.database.replace", () -> "none");
        properties.add("spring.jpa.properties.hibernate.cache.redis.uri", () -> NOBODY);
    }

    @Test
    void theRepositoryWorks() {
        Product saved = products.saveAndFlush(new Product("lamp"));
        entityManager.clear();
        Product found = products.findById(saved.getId()).orElseThrow();
        assertThat(found).isNotSameAs(saved);
        assertThat(found.getName()).isEqualTo("lamp");
    }

    /** And each test rolls back. */
    @Test
    void nothingIsLeftOfOtherTests() {
        assertThat(products.count()).isZero();
        products.saveAndFlush(new Product("table"));
    }

    @Test
    void theCacheIsThereAndNothingElseOfIt() {
        assertThat(factory.unwrap(SessionFactory.class)
                        .unwrap(SessionFactoryImplementor.class)
                        .getCache()
                        .getRegionFactory())
                .isInstanceOf(RedisRegionFactory.class);
        assertThat(clients.stream()).isEmpty();
    }
}
