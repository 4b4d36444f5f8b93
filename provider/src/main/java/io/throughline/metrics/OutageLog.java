package io.throughline.metrics;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Logs once per outage what it does to sessions, and at TRACE what it does to each of them. It may be used by any thread. */
public final class OutageLog {

    private final Set<String> said = ConcurrentHashMap.newKeySet();

    /** The server answers again: the next outage will be logged again. */
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

    /** A commit or an eviction owes something to Redis, which will be repeated. */
    public void notSettled(int operations, String why) {
        if (said.add("settles")) {
            CacheMessages.LOG.notSettled(operations, why);
        } else {
            CacheMessages.LOG.failed(operations + " operations", why);
        }
    }
}
