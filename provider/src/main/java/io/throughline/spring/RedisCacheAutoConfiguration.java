package io.throughline.spring;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.opentelemetry.api.OpenTelemetry;
import io.throughline.RedisCacheMetrics;
import io.throughline.RedisCacheTracing;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;

/**
 * Spring Boot loads it. It does nothing for an entity manager factory that has another second-level cache.
 *
 * <p>To switch it off: {@code spring.autoconfigure.exclude}.
 */
@AutoConfiguration(
        afterName = {
            "org.springframework.boot.actuate.autoconfigure.opentelemetry.OpenTelemetryAutoConfiguration",
            "org.springframework.boot.opentelemetry.autoconfigure.OpenTelemetrySdkAutoConfiguration"
        })
@ConditionalOnClass(LocalContainerEntityManagerFactoryBean.class)
public final class RedisCacheAutoConfiguration {

    /** Called by Spring. */
    public RedisCacheAutoConfiguration() {}

    /** Static, because it is made before the entity manager factories. */
    @Bean
    static SharedClient throughlineSharedClient(ListableBeanFactory beans) {
        return new SharedClient(beans);
    }

    /** Separate, because Micrometer is optional. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(MeterBinder.class)
    static class Metrics {

        /** Spring Boot binds it to its registries. Backs off if the application has a bean that binds the meters. */
        @Bean
        @ConditionalOnMissingBean(RedisCacheMetrics.class)
        RedisCacheMeters throughlineMeters(ListableBeanFactory beans) {
            return new RedisCacheMeters(new SessionFactories(beans));
        }
    }

    /** Separate, because OpenTelemetry is optional. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(OpenTelemetry.class)
    static class Spans {

        /** Does nothing if the application has no OpenTelemetry bean, or a bean that binds the spans. */
        @Bean
        @ConditionalOnSingleCandidate(OpenTelemetry.class)
        @ConditionalOnMissingBean(RedisCacheTracing.class)
        RedisCacheSpans throughlineSpans(ListableBeanFactory beans, OpenTelemetry openTelemetry) {
            return new RedisCacheSpans(new SessionFactories(beans), openTelemetry);
        }
    }

    /** Separate, because the Actuator is optional. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({Endpoint.class, ConditionalOnAvailableEndpoint.class})
    @ConditionalOnAvailableEndpoint(RedisCacheEndpoint.class)
    static class Actuator {

        @Bean
        @ConditionalOnMissingBean
        RedisCacheEndpoint throughlineEndpoint(ListableBeanFactory beans) {
            return new RedisCacheEndpoint(new SessionFactories(beans));
        }
    }
}
