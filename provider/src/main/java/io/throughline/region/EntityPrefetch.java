package io.throughline.region;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.persister.entity.EntityPersister;

/** Fetches entities with known ids together, for code that is about to find them. */
public final class EntityPrefetch {

    private EntityPrefetch() {}

    /**
     * @return whether the entity is cached in Redis at all
     */
    public static boolean fetch(SharedSessionContractImplementor session, Class<?> entity, Collection<?> ids) {
        EntityPersister persister = session.getFactory().getMappingMetamodel().getEntityDescriptor(entity);
        if (!persister.canReadFromCache()
                || !session.getCacheMode().isGetEnabled()
                || !(persister.getCacheAccessStrategy() instanceof EntityReadWriteAccess access)) {
            return false;
        }
        List<Object> disassembled = new ArrayList<>(ids.size());
        ids.forEach(id -> disassembled.add(persister.getIdentifierType().disassemble(id, session.getFactory())));
        access.prefetch(session, persister, disassembled);
        return true;
    }
}
