package io.throughline.region;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.hibernate.cache.spi.entry.CollectionCacheEntry;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.persister.collection.CollectionPersister;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.type.CollectionType;
import org.hibernate.type.EntityType;
import org.hibernate.type.IdentifierBagType;
import org.hibernate.type.MapType;
import org.hibernate.type.Type;
import org.jspecify.annotations.Nullable;

/**
 * The entities that a cached collection holds. Hibernate asks for them one by one after it has read the collection's entry. The entry holds
 * their ids, so they are fetched together.
 */
final class CollectionElements {

    private final @Nullable EntityReadWriteAccess access;
    private final @Nullable EntityPersister element;
    private final boolean inPairs;

    private CollectionElements(
            @Nullable EntityReadWriteAccess access, @Nullable EntityPersister element, boolean inPairs) {
        this.access = access;
        this.element = element;
        this.inPairs = inPairs;
    }

    @SuppressWarnings("removal") // from 6.6 to 8.0 there is no other way to a collection's types that all releases have
    static CollectionElements of(String role, SessionFactoryImplementor factory) {
        CollectionPersister persister = factory.getMappingMetamodel().getCollectionDescriptor(role);
        Type type = persister.getElementType();
        if (type instanceof EntityType association && association.isReferenceToPrimaryKey()) {
            EntityPersister element =
                    factory.getMappingMetamodel().getEntityDescriptor(association.getAssociatedEntityName());
            if (element.canReadFromCache()
                    && element.getCacheAccessStrategy() instanceof EntityReadWriteAccess access) {
                CollectionType collection = persister.getCollectionType();
                return new CollectionElements(
                        access, element, collection instanceof MapType || collection instanceof IdentifierBagType);
            }
        }
        return new CollectionElements(null, null, false);
    }

    /** @param entry what the collection's access strategy gave to Hibernate */
    void prefetch(Object entry, SharedSessionContractImplementor session) {
        if (access != null && element != null) {
            access.prefetch(session, element, ids(entry));
        }
    }

    private Collection<?> ids(Object entry) {
        if (entry instanceof Map<?, ?> structured) {
            return structured.values();
        }
        List<?> state = entry instanceof CollectionCacheEntry collection
                ? Arrays.asList(collection.getState())
                : (List<?>) entry;
        if (!inPairs) {
            return state;
        }
        List<@Nullable Object> elements = new ArrayList<>(state.size() / 2);
        for (int i = 1; i < state.size(); i += 2) {
            elements.add(state.get(i)); // after a map's key, or an identifier bag's identifier
        }
        return elements;
    }
}
