package io.throughline.metrics;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Says once an outage what it does to the sessions, and at TRACE what it does to each of them. Safe for all threads. */
public final class OutageLog {

    private final Set<String> said = ConcurrentHashMap.newKeySet();

    /** The server answers again: the next outage will be reported anew. */
    public void over() {
        if (!said.isEmpty()) {
            said.clear();
        }
    }

    /** A commit goes on without its locks. */
    public void committedWithoutLocks(String why) {
        if (said.add("locks")) {
            CacheMessages.LOG.committedWithoutLocks(why);
        } else {
            CacheMessages.LOG.failed("LOCK before a commit", why);
        }
    }

    /** What a commit or an eviction owed to Redis will be repeated. */
    public void notSettled(int operations, String why) {
        if (said.add("settles")) {
            CacheMessages.LOG.notSettled(operations, why);
        } else {
            CacheMessages.LOG.failed(operations + " operations", why);
        }
    }
}
