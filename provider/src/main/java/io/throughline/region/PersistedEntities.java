package io.throughline.region;

import io.throughline.transaction.SessionReads;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.event.service.spi.EventListenerRegistry;
import org.hibernate.event.spi.EventType;
import org.hibernate.event.spi.PersistContext;
import org.hibernate.event.spi.PersistEvent;
import org.hibernate.event.spi.PersistEventListener;

/**
 * Hears what a session persists, before Hibernate acts. If an entity has an assigned id and no version that tells whether it is new, Hibernate asks
 * the cache whether its row exists, one entity at a time. The answer is no, without a round trip. If the row exists, the insert fails, as it does
 * without a cache.
 */
public final class PersistedEntities implements PersistEventListener {

    private static final long serialVersionUID = 1L;

    private PersistedEntities() {}

    /** Listens to the session factory's sessions from now on. */
    public static void listen(SessionFactoryImplementor factory) {
        PersistedEntities listener = new PersistedEntities();
        EventListenerRegistry registry = factory.getEventEngine().getListenerRegistry();
        registry.prependListeners(EventType.PERSIST, listener);
        registry.prependListeners(EventType.PERSIST_ONFLUSH, listener);
    }

    @Override
    public void onPersist(PersistEvent event) {
        SessionReads.of(event.getSession()).persisting(event.getObject());
    }

    @Override
    public void onPersist(PersistEvent event, PersistContext createdAlready) {
        onPersist(event);
    }
}
