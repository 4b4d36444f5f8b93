package io.throughline.it.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Nothing static is mutable: two session factories of one JVM share nothing. */
class NoMutableStaticsTest {

    /** Types of the JDK whose instances never change, and stateless helpers. */
    private static final Set<String> IMMUTABLE = Set.of(
            "java.lang.String",
            "java.lang.Integer",
            "java.lang.Long",
            "java.time.Duration",
            "java.util.Locale",
            "java.util.regex.Pattern",
            "java.util.HexFormat",
            "java.lang.invoke.MethodHandle",
            "java.lang.StackWalker",
            "java.util.function.BooleanSupplier",
            "java.util.concurrent.Executor", // of delayed work, without state
            "org.redisson.client.protocol.RedisCommand",
            "io.opentelemetry.api.common.AttributeKey");

    static Stream<Field> statics() {
        JavaClasses classes = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("io.throughline");
        return classes.stream()
                .filter(type -> !type.getPackageName().equals("io.throughline.spring")) // see ArchitectureTest
                .map(JavaClass::reflect)
                .flatMap(type -> Stream.of(type.getDeclaredFields()))
                .filter(field -> Modifier.isStatic(field.getModifiers()) && !field.isSynthetic());
    }

    @ParameterizedTest
    @MethodSource("statics")
    void isFinalAndOfAnImmutableType(Field field) throws IllegalAccessException {
        assertThat(Modifier.isFinal(field.getModifiers())).as("final").isTrue();
        field.setAccessible(true);
        assertThat(isImmutable(field.getType(), field.get(null)))
                .as("%s = %s", field, field.get(null))
                .isTrue();
    }

    private static boolean isImmutable(Class<?> declared, Object value) {
        if (value == null) {
            return true; // what this Hibernate does not have
        }
        Class<?> type = value.getClass();
        if (type.isArray()) {
            return Array.getLength(value) == 0 || isPrivateConstant(value);
        }
        if (value instanceof Collection || value instanceof Map) {
            return type.getName().startsWith("java.util.ImmutableCollections$");
        }
        return declared.isPrimitive()
                || type.isEnum()
                || type.isRecord()
                || IMMUTABLE.contains(declared.getName())
                || isLogger(declared);
    }

    /** An argument of a call, made once: the number of {@code Operations.RETENTION} in ASCII. */
    private static boolean isPrivateConstant(Object value) {
        return value instanceof byte[] bytes && new String(bytes).matches("\\d+");
    }

    private static boolean isLogger(Class<?> declared) {
        return org.jboss.logging.BasicLogger.class.isAssignableFrom(declared);
    }
}
