package io.throughline.region;

import io.throughline.codec.UndecodableException;
import io.throughline.protocol.EntryAddress;
import io.throughline.protocol.Pipeline.EntryRecords;
import io.throughline.protocol.Read;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hibernate.cache.spi.entry.CacheEntry;
import org.hibernate.engine.FetchTiming;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.type.EntityType;
import org.hibernate.type.Type;
import org.jspecify.annotations.Nullable;

/**
 * The to-one associations of a hierarchy that Hibernate resolves as soon as it assembles an entity (eager), if their targets are cached.
 * When several entities have been fetched together, the entities to which they refer are fetched together too.
 */
final class EagerReferences {

    /** Chains of eager references are followed this far; Hibernate asks for what is beyond one by one. */
    static final int DEEPEST = 4;

    private final Map<String, List<Reference>> ofEntities = new HashMap<>();

    /**
     * @param index the attribute's index in an entity's state
     * @param name the attribute's name, for structured entries
     */
    private record Reference(int index, String name, EntityPersister target, EntityReadWriteAccess access) {}

    private EagerReferences() {}

    static EagerReferences of(List<EntityPersister> hierarchy, SessionFactoryImplementor factory) {
        EagerReferences references = new EagerReferences();
        for (EntityPersister entity : hierarchy) {
            List<Reference> found = new ArrayList<>();
            Type[] types = entity.getPropertyTypes();
            for (int i = 0; i < types.length; i++) {
                Reference reference = reference(entity, i, types[i], factory);
                if (reference != null) {
                    found.add(reference);
                }
            }
            if (!found.isEmpty()) {
                references.ofEntities.put(entity.getEntityName(), found);
            }
        }
        return references;
    }

    private static @Nullable Reference reference(
            EntityPersister entity, int index, Type type, SessionFactoryImplementor factory) {
        if (!(type instanceof EntityType association)
                || !association.isReferenceToPrimaryKey()
                || association.isOneToOne()) {
            return null;
        }
        boolean eager =
                entity.getAttributeMapping(index).getMappedFetchOptions().getTiming() == FetchTiming.IMMEDIATE;
        EntityPersister target =
                factory.getMappingMetamodel().getEntityDescriptor(association.getAssociatedEntityName());
        return eager
                        && target.canReadFromCache()
                        && target.getCacheAccessStrategy() instanceof EntityReadWriteAccess access
                ? new Reference(index, entity.getPropertyNames()[index], target, access)
                : null;
    }

    boolean isEmpty() {
        return ofEntities.isEmpty();
    }

    /** Fetches what the given entities refer to. */
    void follow(
            Map<EntryAddress, EntryRecords> fetched,
            EntityReadWriteAccess access,
            long asOf,
            SharedSessionContractImplementor session,
            int depth) {
        Map<Reference, List<Object>> ids = new LinkedHashMap<>();
        for (Map.Entry<EntryAddress, EntryRecords> fetchedOne : fetched.entrySet()) {
            EntryRecords records = fetchedOne.getValue();
            Read read = Read.of(
                    records, asOf, access.data().codec(session.getFactory()).shape());
            Object entry = read.body() == null ? null : decoded(fetchedOne.getKey(), read, access, session);
            if (entry != null) {
                collect(entry, ids);
            }
        }
        ids.forEach((reference, wanted) -> reference.access().prefetch(session, reference.target(), wanted, depth + 1));
    }

    /** {@code null} if it does not decode: the reader that asks for it finds that out, and reports it. */
    private static @Nullable Object decoded(
            EntryAddress address, Read read, EntityReadWriteAccess access, SharedSessionContractImplementor session) {
        try {
            return access.data().codec(session.getFactory()).decode(address.key(), read, session);
        } catch (UndecodableException e) {
            return null;
        }
    }

    private void collect(Object entry, Map<Reference, List<Object>> ids) {
        Object entity = entry instanceof CacheEntry state
                ? state.getSubclass()
                : ((Map<?, ?>) entry).get(org.hibernate.cache.spi.entry.StructuredCacheEntry.SUBCLASS_KEY);
        for (Reference reference : ofEntities.getOrDefault(entity, List.of())) {
            Object id = entry instanceof CacheEntry state
                    ? state.getDisassembledState()[reference.index()]
                    : ((Map<?, ?>) entry).get(reference.name());
            if (id != null) {
                ids.computeIfAbsent(reference, r -> new ArrayList<>()).add(id);
            }
        }
    }
}
