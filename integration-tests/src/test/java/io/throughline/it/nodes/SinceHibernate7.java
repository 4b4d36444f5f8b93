package io.throughline.it.nodes;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.hibernate.Version;
import org.junit.jupiter.api.condition.EnabledIf;

/** Tests a mapping that Hibernate 6.6 does not know, or cannot load. */
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
@EnabledIf("io.throughline.it.nodes.SinceHibernate7$Check#isThere")
public @interface SinceHibernate7 {

    /** Which Hibernate the tests run with. */
    final class Check {

        private Check() {}

        static boolean isThere() {
            return !Version.getVersionString().startsWith("6.");
        }
    }
}
