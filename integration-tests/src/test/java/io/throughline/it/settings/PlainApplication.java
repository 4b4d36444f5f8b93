package io.throughline.it.settings;

import io.throughline.it.model.Counter;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;

/** An application that is configured only by {@code hibernate.properties}. */
public final class PlainApplication {

    private PlainApplication() {}

    public static void main(String[] args) {
        try (SessionFactory factory =
                new Configuration().addAnnotatedClass(Counter.class).buildSessionFactory()) {
            factory.inTransaction(session -> session.persist(new Counter(1, 1)));
        }
    }
}
