package io.throughline.metrics;

import static org.jboss.logging.Logger.Level.DEBUG;
import static org.jboss.logging.Logger.Level.INFO;
import static org.jboss.logging.Logger.Level.TRACE;
import static org.jboss.logging.Logger.Level.WARN;

import org.jboss.logging.BasicLogger;
import org.jboss.logging.Logger;
import org.jboss.logging.annotations.LogMessage;
import org.jboss.logging.annotations.Message;
import org.jboss.logging.annotations.MessageLogger;
import org.jboss.logging.annotations.ValidIdRange;

/** All log messages, with numbers. A single operation is logged only at TRACE. */
@MessageLogger(projectCode = "THRU")
@ValidIdRange(min = 1, max = 999)
public interface CacheMessages extends BasicLogger {

    /**
     * Category {@code io.throughline}. It is made without {@code Logger.getMessageLogger}, because that differs between the releases of JBoss Logging
     * that Hibernate 6.6 and 7.4 bring.
     */
    CacheMessages LOG = new CacheMessages_$logger(Logger.getLogger("io.throughline"));

    @LogMessage(level = INFO)
    @Message(id = 1, value = "Second-level cache in Redis at %s (%s), namespace %s, %s: %s")
    void started(Object location, String servers, String namespace, String regions, String strategies);

    @LogMessage(level = WARN)
    @Message(
            id = 2,
            value = "Redis at %s cannot be reached (%s). The application works without the cache until Redis answers")
    void unreachable(Object location, String why);

    @LogMessage(level = INFO)
    @Message(id = 3, value = "Redis at %s answers again")
    void reachableAgain(Object location);

    @LogMessage(level = WARN)
    @Message(
            id = 4,
            value =
                    "The clock of the Redis server has stepped back. All regions are cleared, and items stamped before %s"
                            + " (microseconds since 1970) are not used")
    void clockSteppedBack(long floor);

    @LogMessage(level = WARN)
    @Message(id = 5, value = "%s is not cached: %s. Logged once for this reason")
    void notCacheable(String role, String why);

    @LogMessage(level = WARN)
    @Message(id = 6, value = "A commit goes on without its locks in Redis (%s), because on_failure=bypass")
    void committedWithoutLocks(String why);

    @LogMessage(level = WARN)
    @Message(
            id = 7,
            value =
                    "Redis did not accept %s operations of a commit or an eviction (%s). Until it has accepted them, this node neither"
                            + " reads nor puts in the stripes concerned")
    void notSettled(int operations, String why);

    @LogMessage(level = DEBUG)
    @Message(
            id = 9,
            value =
                    "A thread of the Redis client is not a daemon thread (%s). Close the session factory so that the JVM can exit")
    void notDaemon(String why);

    @LogMessage(level = TRACE)
    @Message(id = 10, value = "Redis did not answer %s (%s)")
    void failed(Object what, String why);

    @LogMessage(level = WARN)
    @Message(
            id = 14,
            value =
                    "The session factory is closed with %s commits not settled in Redis. The rows that they wrote are misses until"
                            + " lock_timeout has passed")
    void notDrained(int commits);

    @LogMessage(level = WARN)
    @Message(
            id = 16,
            value =
                    "Redis at %s serves the data of another run: it was restarted from a snapshot, or is a replica that was"
                            + " promoted. Its regions are cleared, because the newest writes may be missing")
    void anotherRun(Object master);

    @LogMessage(level = INFO)
    @Message(id = 17, value = "The circuit breaker of Redis at %s has changed from %s to %s")
    void breaker(String master, Object from, Object to);

    @LogMessage(level = WARN)
    @Message(
            id = 12,
            value =
                    "%s is set, but no such region is mapped. The setting takes effect if a query names the region. Regions mapped,"
                            + " or named by queries so far: %s")
    void settingWithoutRegion(String setting, Object regions);

    @LogMessage(level = WARN)
    @Message(
            id = 13,
            value =
                    "A query uses the region %s, which has no settings, and %s does not match any region yet. Is this the region that"
                            + " the setting means? Regions mapped, or named by queries so far: %s")
    void regionWithoutSettings(String region, String setting, Object regions);

    @LogMessage(level = INFO)
    @Message(
            id = 11,
            value =
                    "The transaction isolation of the database is not READ COMMITTED, or is not known. A session uses only what was"
                            + " in the cache when the session was opened or its last transaction ended")
    void strictAsOf();

    @LogMessage(level = INFO)
    @Message(id = 15, value = "The Redis masters are now %s. States loaded before this change are not put")
    void mastersChanged(Object masters);

    @LogMessage(level = WARN)
    @Message(id = 18, value = "A span of a call to Redis cannot be created or exported (%s). Logged once")
    void notTraced(String why);

    @LogMessage(level = WARN)
    @Message(id = 19, value = "A meter of the cache cannot be updated (%s). Logged once")
    void notMeasured(String why);

    @LogMessage(level = WARN)
    @Message(
            id = 20,
            value =
                    "An entry of %s in Redis cannot be read: %s. It is a miss, and the next put replaces it. Logged once for this"
                            + " region and reason")
    void undecodable(String role, String why);

    @LogMessage(level = INFO)
    @Message(
            id = 21,
            value =
                    "An entry of %s in Redis has another shape: it was stored by another release of the application, or with another"
                            + " mapping. It is a miss, and the next put replaces it. Logged once for this region")
    void otherShape(String role);

    @LogMessage(level = WARN)
    @Message(
            id = 23,
            value =
                    "Redis at %s does not accept writes (%s). Until it does, nothing in it is used, and the application works without the"
                            + " cache")
    void takesNoWrites(Object location, String why);

    @LogMessage(level = WARN)
    @Message(id = 22, value = "Background work has failed and will be tried again: %s (%s)")
    void backgroundWorkFailed(String what, Object thrown);

    @LogMessage(level = INFO)
    @Message(
            id = 24,
            value =
                    "This node now has a near cache for %s regions. It starts to keep what it reads from Redis in %s ms")
    void nearJoined(int regions, long millis);

    @LogMessage(level = INFO)
    @Message(id = 25, value = "This node has emptied its near cache and joins again: %s")
    void nearLost(String why);

    @LogMessage(level = WARN)
    @Message(
            id = 26,
            value =
                    "Members of the near cache did not answer a call within %s ms and were expelled: %s. Commits under way wait"
                            + " until the leases of these members have run out. Later commits do not wait for them")
    void expelled(long millis, Object members);

    @LogMessage(level = WARN)
    @Message(
            id = 27,
            value =
                    "Other nodes keep entries near, but the Redis user of this node is not allowed to subscribe to their channels (%s). Each"
                            + " commit that changes what they keep waits until they are expelled. Give the user the rights for a near cache"
                            + " (docs/topologies.md)")
    void mayNotListen(String why);

    @LogMessage(level = WARN)
    @Message(
            id = 30,
            value =
                    "Redis at %s has the maxmemory-policy %s: when its memory is full, it evicts records and locks as readily as"
                            + " entries. Each lost record makes all entries of a region misses, or in a cluster a 256th of them. Use"
                            + " allkeys-lru, allkeys-lfu, volatile-lru or volatile-lfu instead")
    void evictionPolicy(Object master, String policy);

    @LogMessage(level = WARN)
    @Message(id = 31, value = "Redis at %s has version %s; version 6.2 or later is needed")
    void oldServer(Object master, String version);

    @LogMessage(level = WARN)
    @Message(
            id = 32,
            value =
                    "The Redis client is configured to read from replicas (%s). These regions are still read from masters,"
                            + " because they can be written to and a replica may lag: %s")
    void readsFromReplicas(Object readMode, Object regions);

    @LogMessage(level = WARN)
    @Message(
            id = 33,
            value =
                    "The clocks of the Redis servers differ by more than a second: the clock of %s is ahead of the clock of %s by at"
                            + " least %s microseconds. What is written to the first server is a miss for that long")
    void clocksApart(Object ahead, Object behind, long micros);

    @LogMessage(level = WARN)
    @Message(
            id = 34,
            value =
                    "The namespace %s holds records of another format (%s): another release of this library, or another application,"
                            + " uses it. The two will overwrite each other's data. Give each its own namespace")
    void otherFormat(String namespace, String key);

    @LogMessage(level = WARN)
    @Message(
            id = 40,
            value =
                    "The application has several RedissonClient beans and none of them is primary, so the cache of %s uses none of"
                            + " them: %s. It makes its own client, with hibernate.cache.redis.uri or the default redis://127.0.0.1:6379."
                            + " Make one bean @Primary, or set hibernate.cache.redis.client, uri or config")
    void severalClients(String entityManagerFactory, Object clients);

    @LogMessage(level = WARN)
    @Message(
            id = 41,
            value =
                    "The value of %s is longer than %s bytes. The cache stores nothing that long, so somebody else writes to its"
                            + " keys. The value is deleted, and is not read until it is gone. Logged once")
    void tooLong(String key, long longest);

    @LogMessage(level = WARN)
    @Message(
            id = 42,
            value =
                    "A native statement that names no tables is executed at %s. All %s regions are closed for its commit and lose"
                            + " what they hold. Name the tables that it changes: addSynchronizedEntityClass, addSynchronizedQuerySpace, or the"
                            + " hint org.hibernate.query.native.spaces. Logged once for each place")
    void nativeStatementNamesNoTables(String place, int regions);

    @LogMessage(level = WARN)
    @Message(
            id = 44,
            value =
                    "A sealed entry of %s in Redis cannot be opened: %s. It is a miss, and the next put replaces it. Logged once for"
                            + " this region and reason")
    void unopened(String role, String why);

    @LogMessage(level = WARN)
    @Message(
            id = 45,
            value =
                    "An entry of %s in Redis is not sealed, but this node has seal_keys: the entry was stored by a node without"
                            + " seal_keys, or by somebody who has no key. It is a miss, and the next put replaces it. Logged once for this"
                            + " region")
    void unsealed(String role);

    @LogMessage(level = WARN)
    @Message(
            id = 46,
            value =
                    "An entry of %s in Redis is sealed, but this node has no seal_keys. It is a miss, and the next put replaces it."
                            + " Logged once for this region")
    void sealed(String role);
}
