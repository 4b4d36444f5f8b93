package io.throughline.it.nodes;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.hibernate.Version;
import org.junit.jupiter.api.condition.EnabledIf;

/** Tests something that some release of Hibernate before 7.4 does differently, with any provider. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@EnabledIf("io.throughline.it.nodes.SinceHibernate74$Check#isThere")
public @interface SinceHibernate74 {

    /** Which Hibernate the tests run with. */
    final class Check {

        private Check() {}

        static boolean isThere() {
            return !Version.getVersionString().matches("(6|7\\.[0-3])\\..*");
        }
    }
}
