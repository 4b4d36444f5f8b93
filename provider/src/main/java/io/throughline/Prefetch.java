package io.throughline;

import io.throughline.region.EntityPrefetch;
import java.util.Collection;
import org.hibernate.SharedSessionContract;
import org.hibernate.engine.spi.SharedSessionContractImplementor;

/**
 * Fetches entities from the cache together that a session is about to find one by one: one round trip for up to a thousand, where
 * {@code find}, {@code findMultiple} and {@code byMultipleIds} ask for each. The references of a collection, and lazy references of
 * one entity, are fetched together without it.
 *
 * <pre>{@code
 * Prefetch.entities(session, Product.class, ids);
 * ids.forEach(id -> session.find(Product.class, id));
 * }</pre>
 */
public final class Prefetch {

    private Prefetch() {}

    /**
     * What is fetched serves one {@code find} each, as long as they follow one another (within a tenth of a second, and a second in all) and the session's transaction changes nothing; it obeys
     * every rule of a single read. Ids of entities that the session has already are not asked for. Does nothing if the entity is not
     * cached, or the session's cache mode does not read; never fails if Redis cannot be reached. For the session's own thread.
     *
     * @param session a session, or a stateless one
     * @param entity the mapped class
     * @param ids of the type of the entity's id
     * @return whether the entity is cached in Redis and the session reads from there
     */
    public static boolean entities(SharedSessionContract session, Class<?> entity, Collection<?> ids) {
        return EntityPrefetch.fetch((SharedSessionContractImplementor) session, entity, ids);
    }
}
