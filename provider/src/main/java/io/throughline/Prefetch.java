package io.throughline;

import io.throughline.region.EntityPrefetch;
import java.util.Collection;
import org.hibernate.SharedSessionContract;
import org.hibernate.engine.spi.SharedSessionContractImplementor;

/**
 * Fetches together, from the cache, entities that a session is about to find one by one. This takes one round trip for up to a thousand entities, whereas
 * {@code find}, {@code findMultiple} and {@code byMultipleIds} take one for each. The references of a collection, and lazy references of
 * one entity, are fetched together without this class.
 *
 * <pre>{@code
 * Prefetch.entities(session, Product.class, ids);
 * ids.forEach(id -> session.find(Product.class, id));
 * }</pre>
 */
public final class Prefetch {

    private Prefetch() {}

    /**
     * Each fetched entity serves one {@code find}. The finds must follow one another: each within a tenth of a second, and all within a second.
     * Meanwhile, the session's transaction must not change anything. All rules of a single read apply. Entities that the session already has are not
     * requested. Does nothing if the entity is not cached, or if the session's cache mode does not read. Does not fail if Redis cannot be reached.
     * Call it on the session's own thread.
     *
     * @param session a session or a stateless session
     * @param entity the mapped class
     * @param ids must have the type of the entity's id
     * @return whether the entity is cached in Redis and the session reads from there
     */
    public static boolean entities(SharedSessionContract session, Class<?> entity, Collection<?> ids) {
        return EntityPrefetch.fetch((SharedSessionContractImplementor) session, entity, ids);
    }
}
