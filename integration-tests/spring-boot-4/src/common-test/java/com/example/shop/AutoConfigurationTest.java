package com.example.shop;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.throughline.RedisCacheMetrics;
import io.throughline.RedisCacheSettings;
import io.throughline.RedisRegionFactory;
import io.throughline.spring.RedisCacheAutoConfiguration;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanDefinitionCustomizer;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;

/** When the cache shares the application's client, and when it leaves everything alone. */
@ExtendWith(OutputCaptureExtension.class)
class AutoConfigurationTest {

    private static final String FACTORY = "hibernate.cache.region.factory_class";
    private static final Map<String, Object> REDIS = Map.of(FACTORY, "redis");

    private final ApplicationContextRunner runner =
            new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(RedisCacheAutoConfiguration.class));

    /** It connects when it is first used, which is never. */
    private static RedissonClient client() {
        Config config = new Config();
        config.setLazyInitialization(true);
        config.useSingleServer().setAddress("redis://127.0.0.1:1");
        return Redisson.create(config);
    }

    private ApplicationContextRunner withClient(String name) {
        return withClient(runner, name);
    }

    private static ApplicationContextRunner withClient(
            ApplicationContextRunner runner, String name, BeanDefinitionCustomizer... more) {
        return runner.withBean(name, RedissonClient.class, AutoConfigurationTest::client, definition -> {
            ((AbstractBeanDefinition) definition).setDestroyMethodName("shutdown");
            for (BeanDefinitionCustomizer each : more) {
                each.customize(definition);
            }
        });
    }

    /** What a factory that the application has set up so is told in the end. */
    private static Map<String, Object> settings(ApplicationContext context, Map<String, ?> set) {
        LocalContainerEntityManagerFactoryBean factory = new LocalContainerEntityManagerFactoryBean();
        factory.setJpaPropertyMap(set);
        context.getAutowireCapableBeanFactory().applyBeanPostProcessorsBeforeInitialization(factory, "orders");
        return factory.getJpaPropertyMap();
    }

    // shared

    static Stream<Object> namesOfTheCache() {
        return Stream.of(
                "redis", RedisRegionFactory.class.getName(), RedisRegionFactory.class, new RedisRegionFactory());
    }

    @ParameterizedTest
    @MethodSource("namesOfTheCache")
    void theOnlyClientIsShared(Object cache) {
        withClient("theirs")
                .run(context -> assertThat(settings(context, Map.of(FACTORY, cache)))
                        .containsEntry(RedisCacheSettings.CLIENT, context.getBean(RedissonClient.class)));
    }

    @Test
    void ofSeveralThePrimaryOne(CapturedOutput output) {
        withClient(withClient("one"), "two", bean -> bean.setPrimary(true))
                .run(context -> assertThat(settings(context, REDIS))
                        .containsEntry(RedisCacheSettings.CLIENT, context.getBean("two")));
        assertThat(output).doesNotContain("THRU000040");
    }

    @Test
    void ofTheParentContextToo() {
        withClient("theirs")
                .run(parent -> runner.withParent(parent)
                        .run(context -> assertThat(settings(context, REDIS))
                                .containsEntry(RedisCacheSettings.CLIENT, parent.getBean("theirs"))));
    }

    // not shared

    @Test
    void severalWithoutAPrimaryOneAreNotAndItIsSaid(CapturedOutput output) {
        withClient(withClient("one"), "two")
                .run(context -> assertThat(settings(context, REDIS)).isEqualTo(REDIS));
        assertThat(output).contains("THRU000040").contains("cache of orders").contains("[one, two]");
    }

    @Test
    void withoutAClientNothingIsSet(CapturedOutput output) {
        runner.run(context -> assertThat(settings(context, REDIS)).isEqualTo(REDIS));
        assertThat(output).doesNotContain("THRU");
    }

    @ParameterizedTest
    @ValueSource(strings = {RedisCacheSettings.URI, RedisCacheSettings.CONFIG, RedisCacheSettings.CLIENT})
    void whatTheApplicationSaysWins(String setting) {
        Map<String, String> set = Map.of(FACTORY, "redis", setting, "theirs");
        neverMade().run(context -> assertThat(settings(context, set)).isEqualTo(set));
    }

    static Stream<Map<String, Object>> otherCaches() {
        return Stream.of(Map.of(), Map.of(FACTORY, "jcache"), Map.of(FACTORY, String.class));
    }

    @ParameterizedTest
    @MethodSource("otherCaches")
    void anotherCacheIsLeftAlone(Map<String, Object> set) {
        neverMade().run(context -> assertThat(settings(context, set)).isEqualTo(set));
    }

    /** Not even asked for, as long as nobody needs it. */
    private ApplicationContextRunner neverMade() {
        Supplier<RedissonClient> refusing = () -> {
            throw new AssertionError("nobody needs it");
        };
        return runner.withBean(
                "theirs", RedissonClient.class, refusing, (BeanDefinition bean) -> bean.setLazyInit(true));
    }

    // not there

    @ParameterizedTest
    @ValueSource(strings = {"org.springframework.orm", "io.micrometer"})
    void whatIsOptionalMayBeMissing(String missing) {
        runner.withClassLoader(new FilteredClassLoader(missing))
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean("throughlineMeters"));
    }

    @Test
    void withoutSpringOrmThereIsNothingToDo() {
        runner.withClassLoader(new FilteredClassLoader("org.springframework.orm"))
                .run(context -> assertThat(context).doesNotHaveBean("throughlineSharedClient"));
        runner.run(context ->
                assertThat(context).hasBean("throughlineSharedClient").hasBean("throughlineMeters"));
    }

    @Test
    void metersOfTheApplicationsOwnTakeTheirPlace() {
        runner.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
                .withBean(RedisCacheMetrics.class, () -> null)
                .run(context -> assertThat(context).doesNotHaveBean("throughlineMeters"));
    }
}
