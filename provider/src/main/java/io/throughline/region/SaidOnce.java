package io.throughline.region;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Reasons that are each said once. Some hold what a user's own type has thrown, which may name a value: after so many nothing more is said, so that neither
 * the log nor this grows with the data. Safe for all threads.
 */
final class SaidOnce {

    private static final int MOST = 16;

    private final Set<String> said = ConcurrentHashMap.newKeySet();

    /** @return whether it is to be said */
    boolean isNew(String reason) {
        return said.size() < MOST && said.add(reason);
    }
}
