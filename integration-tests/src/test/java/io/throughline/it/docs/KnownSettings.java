package io.throughline.it.docs;

import io.throughline.RedisCacheSettings;
import io.throughline.config.SettingsReader;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.hibernate.cfg.AvailableSettings;

/** Settings that a page shows: the cache's settings are read as an application's are, and Hibernate's settings must be constants of Hibernate's. */
final class KnownSettings {

    static final String REDISSON = "hibernate.cache.redisson.";

    /** Where other frameworks keep Hibernate's settings; a name in quotes is Quarkus'. */
    private static final Pattern ELSEWHERE = Pattern.compile(
            "(?:spring\\.jpa|jpa\\.default)\\.properties\\.(.+)|quarkus\\.hibernate-orm\\.unsupported-properties\\.\"(.+)\"");
    /** Read by WildFly beside Hibernate's. */
    private static final Set<String> WILDFLY = Set.of("wildfly.jpa.regionfactory");
    /** Spring Boot's own; the applications that the pages show start with them. */
    private static final Set<String> BOOT = Set.of("spring", "management", "server", "logging");
    /** Read by the connection pools of Hibernate, each for itself. */
    private static final String POOL = "hibernate.hikari.";

    private static final Set<String> HIBERNATE = Arrays.stream(AvailableSettings.class.getFields())
            .filter(field -> Modifier.isStatic(field.getModifiers()) && field.getType() == String.class)
            .map(KnownSettings::value)
            .collect(Collectors.toSet());

    private KnownSettings() {}

    private static String value(Field field) {
        try {
            return (String) field.get(null);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @throws AssertionError if a name does not exist, or a value of ours is not accepted */
    static void check(Map<String, String> settings, String place) {
        Map<String, Object> plain = new HashMap<>();
        settings.forEach((written, value) -> {
            String name = plainName(written);
            requireName(name, place);
            if (!value.contains("${") && !value.startsWith("env:")) { // else nobody knows it here
                plain.put(name, value);
            }
        });
        try {
            SettingsReader.read(plain);
        } catch (RuntimeException e) {
            throw new AssertionError(place + ": " + e.getMessage(), e);
        }
    }

    private static String plainName(String written) {
        Matcher elsewhere = ELSEWHERE.matcher(written);
        if (!elsewhere.matches()) {
            return written;
        }
        return elsewhere.group(1) == null ? elsewhere.group(2) : elsewhere.group(1);
    }

    static void requireName(String name, String place) {
        boolean ours = name.startsWith(RedisCacheSettings.PREFIX);
        boolean boots = BOOT.contains(name.substring(0, Math.max(0, name.indexOf('.'))));
        if (ours) {
            requireOurs(name, place);
        } else if (!boots && !HIBERNATE.contains(name) && !WILDFLY.contains(name) && !name.startsWith(POOL)) {
            throw new AssertionError(place + ": no setting " + name + " is known");
        }
    }

    private static void requireOurs(String name, String place) {
        boolean known = Arrays.stream(io.throughline.config.Setting.values())
                .map(setting -> setting.key().replace("<name>", "\0"))
                .anyMatch(key -> key.contains("\0")
                        ? name.startsWith(key.substring(0, key.indexOf('\0'))) && name.endsWith(".ttl")
                        : key.equals(name));
        if (!known) {
            throw new AssertionError(place + ": no setting " + name + " is known");
        }
    }
}
