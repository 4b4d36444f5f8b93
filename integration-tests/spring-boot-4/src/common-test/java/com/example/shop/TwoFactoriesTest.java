package com.example.shop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.throughline.RedisCacheSettings;
import io.throughline.it.servers.Database;
import io.throughline.it.servers.RedisConnection;
import io.throughline.it.servers.RedisServer;
import io.throughline.it.servers.TestServers;
import jakarta.persistence.EntityManagerFactory;
import java.util.Map;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.Test;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;
import org.springframework.beans.factory.config.DestructionAwareBeanPostProcessor;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.orm.jpa.vendor.HibernateJpaVendorAdapter;

/** An application with two entity manager factories and a Redis client of its own: they share it, are told apart in the metrics, and send their spans where the application has them sent. */
class TwoFactoriesTest {

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {

        private static final RedisServer REDIS = RedisServer.start();

        @Bean
        @Primary
        LocalContainerEntityManagerFactoryBean ordersEntityManagerFactory() {
            return factory("orders");
        }

        @Bean
        LocalContainerEntityManagerFactoryBean archive() {
            return factory("archive");
        }

        /** The same one under another name, as some applications have it. */
        @Bean
        SessionFactory ordersSessions(EntityManagerFactory ordersEntityManagerFactory) {
            return ordersEntityManagerFactory.unwrap(SessionFactory.class);
        }

        @Bean(destroyMethod = "shutdown")
        RedissonClient redisson() {
            Config config = new Config();
            config.useSingleServer()
                    .setAddress(REDIS.uri())
                    .setClientName("own")
                    .setConnectionMinimumIdleSize(2);
            return Redisson.create(config);
        }

        @Bean
        InMemorySpanExporter spans() {
            return InMemorySpanExporter.create();
        }

        /** As Spring Boot makes one. */
        @Bean
        OpenTelemetry openTelemetry(InMemorySpanExporter spans) {
            return OpenTelemetrySdk.builder()
                    .setTracerProvider(SdkTracerProvider.builder()
                            .addSpanProcessor(SimpleSpanProcessor.create(spans))
                            .build())
                    .build();
        }

        /** Whether the factories were closed when the client was shut down. */
        @Bean
        static AtShutdown atShutdown() {
            return new AtShutdown();
        }

        private static LocalContainerEntityManagerFactoryBean factory(String name) {
            Database database = TestServers.postgres().createDatabase();
            LocalContainerEntityManagerFactoryBean factory = new LocalContainerEntityManagerFactoryBean();
            factory.setPersistenceUnitName(name);
            factory.setDataSource(
                    new DriverManagerDataSource(database.jdbcUrl(), database.user(), database.password()));
            factory.setJpaVendorAdapter(new HibernateJpaVendorAdapter());
            factory.setPackagesToScan("com.example.shop");
            factory.setJpaPropertyMap(Map.of(
                    "hibernate.hbm2ddl.auto",
                    "create",
                    "hibernate.cache.region.factory_class",
                    "redis",
                    RedisCacheSettings.NAMESPACE,
                    name));
            factory.getJpaPropertyMap().put(RedisCacheSettings.COMMAND_TIMEOUT, "10s"); // the first calls are slow
            return factory;
        }
    }

    static final class AtShutdown implements DestructionAwareBeanPostProcessor {

        private EntityManagerFactory[] factories = {};
        private boolean theFactoriesWereClosed;

        @Override
        public void postProcessBeforeDestruction(Object bean, String name) {
            if (bean instanceof RedissonClient) {
                theFactoriesWereClosed = true;
                for (EntityManagerFactory factory : factories) {
                    theFactoriesWereClosed &= !factory.isOpen();
                }
            }
        }
    }

    @Test
    void bothShareTheClientAndSpringAloneShutsItDown() {
        ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .properties("spring.data.jpa.repositories.enabled=false")
                .run();
        try (RedisServer redis = Application.REDIS;
                context;
                RedisConnection look = redis.connect()) {
            RedissonClient client = context.getBean(RedissonClient.class);
            EntityManagerFactory orders = context.getBean("ordersEntityManagerFactory", EntityManagerFactory.class);
            EntityManagerFactory archive = context.getBean("archive", EntityManagerFactory.class);
            for (EntityManagerFactory factory : new EntityManagerFactory[] {orders, archive}) {
                assertThat(factory.getProperties().get(RedisCacheSettings.CLIENT))
                        .isSameAs(client);
                factory.unwrap(SessionFactory.class).inTransaction(session -> session.persist(new Product("lamp")));
            }
            assertThat(look.keys("orders:com.example.shop.Product:*:1")).hasSize(1);
            assertThat(look.keys("archive:com.example.shop.Product:*:1")).hasSize(1);
            look.call("CLIENT", "SETNAME", "test");
            // a connection that is being opened has none yet
            await().until(() -> !look.text("CLIENT", "LIST").contains(" name= "));
            assertThat(look.text("CLIENT", "LIST").lines())
                    .hasSizeGreaterThan(1)
                    .allMatch(line -> line.contains(" name=own ") || line.contains(" name=test "));

            MeterRegistry registry = context.getBean(MeterRegistry.class);
            for (String factory : new String[] {"orders", "archive"}) {
                assertThat(registry.get("throughline.cache.puts")
                                .tags("entityManagerFactory", factory, "result", "stored")
                                .functionCounters())
                        .singleElement()
                        .matches(counter -> counter.count() == 1);
            }
            assertThat(registry.find("throughline.unsettled").gauges()).hasSize(2);

            assertThat(context.getBean(InMemorySpanExporter.class).getFinishedSpanItems())
                    .as("the insert through each of them")
                    .extracting(SpanData::getName)
                    .containsExactly("throughline settle", "throughline settle");

            archive.close();
            assertThat(client.isShutdown()).isFalse();
            orders.unwrap(SessionFactory.class).inTransaction(session -> session.persist(new Product("table")));
            assertThat(look.keys("orders:com.example.shop.Product:*:2")).hasSize(1);
            context.getBean(AtShutdown.class).factories = new EntityManagerFactory[] {orders, archive};
            AtShutdown atShutdown = context.getBean(AtShutdown.class);
            context.close();
            assertThat(client.isShutdown()).isTrue();
            assertThat(atShutdown.theFactoriesWereClosed).isTrue();
        }
    }
}
