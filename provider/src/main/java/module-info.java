/** A second-level cache for Hibernate ORM in Redis. */
module io.throughline {
    requires transitive org.hibernate.orm.core;
    requires static org.jspecify;
    requires static com.github.benmanes.caffeine;
    requires static java.compiler; // what the log messages are generated with names it where Caffeine brings it
    requires static org.lz4.java;
    requires static micrometer.core;
    requires static io.opentelemetry.api;
    requires static io.opentelemetry.context;
    requires static spring.beans;
    requires static spring.boot.actuator;
    requires static spring.boot.actuator.autoconfigure;
    requires static spring.boot.autoconfigure;
    requires static spring.context;
    requires static spring.core;
    requires static spring.orm;
    requires static org.jboss.logging.annotations;
    requires org.jboss.logging;
    requires static jakarta.transaction;
    requires jakarta.persistence;
    requires java.naming;
    requires java.management;
    requires java.sql;
    requires redisson;
    requires com.esotericsoftware.kryo;
    requires org.objenesis;
    requires io.github.resilience4j.circuitbreaker;
    requires io.github.resilience4j.core;
    requires io.netty.buffer;
    requires io.netty.common;
    requires io.netty.handler;
    requires io.netty.transport;

    exports io.throughline;

    provides org.hibernate.boot.registry.selector.StrategyRegistrationProvider with
            io.throughline.RedisStrategyRegistration;
    provides org.hibernate.service.spi.ServiceContributor with
            io.throughline.RedisServiceContributor;
    provides org.hibernate.integrator.spi.Integrator with
            io.throughline.RedisCacheIntegrator;
}
