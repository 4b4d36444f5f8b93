package io.throughline.it.nodes;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.hibernate.Version;
import org.junit.jupiter.api.condition.EnabledIf;

/** Tests something that Hibernate 6.6 and 7.0 themselves get wrong. */
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
@EnabledIf("io.throughline.it.nodes.SinceHibernate71$Check#isThere")
public @interface SinceHibernate71 {

    /** Which Hibernate the tests run with. */
    final class Check {

        private Check() {}

        static boolean isThere() {
            return !Version.getVersionString().matches("(6|7\\.0)\\..*");
        }
    }
}
