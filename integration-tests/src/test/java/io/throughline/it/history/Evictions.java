package io.throughline.it.history;

import java.util.List;
import org.hibernate.Cache;

/** What an application evicts. It loses nothing but hits. */
final class Evictions {

    private Evictions() {}

    static List<Operation> all() {
        return List.of(new Operation("evict", 1, Evictions::evict));
    }

    private static void evict(Actor actor) {
        actor.calls("evict", () -> {
            Cache cache = actor.node().factory().getCache();
            Register any = actor.any();
            if (actor.random().nextInt(20) == 0) {
                cache.evictEntityData(any.kind().entity());
            } else if (any.kind().isCollection()) {
                cache.evictCollectionData(Basket.class.getName() + ".marks", any.id());
            } else {
                cache.evictEntityData(any.kind().entity(), any.id());
            }
        });
    }
}
