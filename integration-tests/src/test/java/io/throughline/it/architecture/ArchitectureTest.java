package io.throughline.it.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.throughline.RedisCacheSettings;
import io.throughline.RedisRegionFactory;
import io.throughline.protocol.Pipeline;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/** The arrows of DESIGN.md: region, then transaction, then protocol, which redis carries out. */
@AnalyzeClasses(packages = "io.throughline", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String ROOT = "io.throughline";

    @ArchTest
    static final ArchRule configKnowsNobody = mayUse("config");

    @ArchTest
    static final ArchRule metricsKnowsNobody = mayUse("metrics");

    @ArchTest
    static final ArchRule tracingKnowsWhatIsSent = mayUse("tracing", "protocol", "metrics");

    @ArchTest
    static final ArchRule protocolKnowsNobody = mayUse("protocol");

    @ArchTest
    static final ArchRule codecKnowsItemsOnly = mayUse("codec", "protocol");

    @ArchTest
    static final ArchRule transactionSpeaksToProtocol =
            mayUse("transaction", "near", "protocol", "codec", "config", "metrics", "tracing");

    @ArchTest
    static final ArchRule nearSpeaksToProtocol = mayUse("near", "protocol", "metrics");

    @ArchTest
    static final ArchRule regionSpeaksToTransaction =
            mayUse("region", "transaction", "near", "protocol", "codec", "config", "metrics");

    @ArchTest
    static final ArchRule redisCarriesOutProtocol = mayUse("redis", "protocol", "config", "metrics");

    @ArchTest
    static final ArchRule redisIsWhereThePipelineIs =
            classes().that().implement(Pipeline.class).should().resideInAPackage(ROOT + ".redis");

    @ArchTest
    static final ArchRule redisAloneKnowsRedisson = noClasses()
            .that()
            .resideOutsideOfPackages(ROOT + ".redis", ROOT + ".spring")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.redisson..", "io.netty..");

    /** It is optional, and so is this package: what is in it is found by Spring Boot, and by nothing else. */
    @ArchTest
    static final ArchRule springAloneKnowsSpring = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + ".spring")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.springframework..", ROOT + ".spring");

    /** It uses what an application could use as well, and the log. */
    @ArchTest
    static final ArchRule springStandsOutside = noClasses()
            .that()
            .resideInAPackage(ROOT + ".spring")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    ROOT + ".region",
                    ROOT + ".transaction",
                    ROOT + ".protocol",
                    ROOT + ".codec",
                    ROOT + ".redis",
                    ROOT + ".config");

    /** NoMutableStaticsTest cannot load it: there is no Spring here. */
    @ArchTest
    static final ArchRule springHasNoMutableStatics = fields().that()
            .areDeclaredInClassesThat()
            .resideInAPackage(ROOT + ".spring")
            .and()
            .areStatic()
            .should()
            .beFinal()
            .andShould()
            .haveRawType(resideInAnyPackage("java.lang", "java.util"));

    @ArchTest
    static final ArchRule codecAloneKnowsKryo = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + ".codec")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.esotericsoftware..", "org.objenesis..");

    /** It is optional: only what is touched when it is there may name it. */
    @ArchTest
    static final ArchRule oneClassAloneKnowsLz4 = noClasses()
            .that()
            .doNotHaveFullyQualifiedName(ROOT + ".codec.Lz4Blocks")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("net.jpountz..");

    /** It is optional: only what is touched when it is there may name it. */
    @ArchTest
    static final ArchRule whatNeedsMicrometerAloneKnowsIt = noClasses()
            .that()
            .haveNameNotMatching("io\\.throughline\\.RedisCacheMetrics(\\$.*)?")
            .and()
            .haveNameNotMatching("io\\.throughline\\.spring\\.(RedisCacheMeters|RedisCacheAutoConfiguration\\$Metrics)")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.micrometer..");

    /** It is optional: only what is touched when it is there may name it. */
    @ArchTest
    static final ArchRule whatNeedsOpenTelemetryAloneKnowsIt = noClasses()
            .that()
            .haveNameNotMatching("io\\.throughline\\.(RedisCacheTracing|OpenTelemetrySpans)(\\$.*)?")
            .and()
            .haveNameNotMatching("io\\.throughline\\.spring\\.(RedisCacheSpans|RedisCacheAutoConfiguration\\$Spans)")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.opentelemetry..");

    /** It is optional, too. */
    @ArchTest
    static final ArchRule whatNeedsTheActuatorAloneKnowsIt = noClasses()
            .that()
            .haveNameNotMatching(
                    "io\\.throughline\\.spring\\.(RedisCacheEndpoint|RedisCacheAutoConfiguration\\$Actuator)")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.springframework.boot.actuate..");

    @ArchTest
    static final ArchRule noCycles = slices().matching(ROOT + ".(*)..").should().beFreeOfCycles();

    /** Of the root, the settings' names alone. */
    private static ArchRule mayUse(String from, String... others) {
        String[] accepted = Stream.concat(Stream.of(from), Stream.of(others))
                .map(name -> ROOT + "." + name)
                .toArray(String[]::new);
        return noClasses()
                .that()
                .resideInAPackage(ROOT + "." + from)
                .should()
                .dependOnClassesThat(resideInAnyPackage(ROOT + "..")
                        .and(not(resideInAnyPackage(accepted)))
                        .and(not(type(RedisCacheSettings.class))));
    }

    @ArchTest
    static void thereAreThesePackagesAndNoOthers(JavaClasses classes) {
        JavaPackage root = classes.getPackage(ROOT);
        assertThat(root.getSubpackages())
                .extracting(JavaPackage::getRelativeName)
                .containsExactlyInAnyOrder(
                        "config",
                        "region",
                        "transaction",
                        "near",
                        "protocol",
                        "codec",
                        "redis",
                        "metrics",
                        "tracing",
                        "spring");
    }

    @ArchTest
    static void everyPackageIsNullMarked(JavaClasses classes) {
        JavaPackage root = classes.getPackage(ROOT);
        assertThat(root.getSubpackagesInTree())
                .allSatisfy(p -> assertThat(p.isAnnotatedWith(NullMarked.class))
                        .as(p.getName())
                        .isTrue());
        assertThat(root.isAnnotatedWith(NullMarked.class)).isTrue();
    }

    @ArchTest
    static void nothingButTheRootIsExported(JavaClasses classes) throws URISyntaxException {
        Path provider = Path.of(RedisRegionFactory.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        ModuleDescriptor module = ModuleFinder.of(provider).findAll().stream()
                .map(ModuleReference::descriptor)
                .findFirst()
                .orElseThrow();
        assertThat(module.name()).isEqualTo(ROOT);
        assertThat(module.isOpen()).isFalse();
        assertThat(module.opens()).isEmpty();
        assertThat(module.exports())
                .extracting(ModuleDescriptor.Exports::source)
                .containsExactly(ROOT);
        assertThat(module.exports()).noneMatch(ModuleDescriptor.Exports::isQualified);
    }
}
