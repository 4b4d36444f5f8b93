package io.throughline.region;

import io.throughline.metrics.CacheMessages;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Reasons why something is not cached, each logged once. Some contain what a user's own type has thrown, which may name a value. After a certain
 * number nothing more is logged, so neither the log nor this set grows with the data. Safe for all threads.
 */
final class SaidOnce {

    private static final int MOST = 16;

    private final Set<String> said = ConcurrentHashMap.newKeySet();

    /** @param what is not cached */
    void notCacheable(String what, Throwable why) {
        String reason = String.valueOf(why.getMessage()).lines().findFirst().orElse("");
        if (said.size() < MOST && said.add(reason)) {
            CacheMessages.LOG.notCacheable(what, reason);
        }
    }
}
