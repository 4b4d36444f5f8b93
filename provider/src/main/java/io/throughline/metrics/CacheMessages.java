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

/** All log messages, with numbers. Nothing is logged for a single operation above TRACE. */
@MessageLogger(projectCode = "THRU")
@ValidIdRange(min = 1, max = 999)
public interface CacheMessages extends BasicLogger {

    /**
     * Category {@code io.throughline}. Made without {@code Logger.getMessageLogger}: what JBoss Logging has of that differs between the
     * releases that Hibernate 6.6 and 7.4 bring.
     */
    CacheMessages LOG = new CacheMessages_$logger(Logger.getLogger("io.throughline"));

    @LogMessage(level = INFO)
    @Message(id = 1, value = "Second-level cache in Redis at %s (%s), namespace %s, %s regions: %s")
    void started(Object location, String servers, String namespace, int regions, String strategies);

    @LogMessage(level = WARN)
    @Message(id = 2, value = "Redis at %s cannot be reached (%s); the application works without the cache until it can")
    void unreachable(Object location, String why);

    @LogMessage(level = INFO)
    @Message(id = 3, value = "Redis at %s answers again")
    void reachableAgain(Object location);

    @LogMessage(level = WARN)
    @Message(
            id = 4,
            value =
                    "The clock of the Redis server stepped back; all regions are cleared, and nothing from before %s microseconds"
                            + " is believed")
    void clockSteppedBack(long floor);

    @LogMessage(level = WARN)
    @Message(id = 5, value = "%s is not cached: %s. Said once for this reason")
    void notCacheable(String role, String why);

    @LogMessage(level = WARN)
    @Message(id = 6, value = "A commit goes on without its locks in Redis (%s): on_failure=bypass")
    void committedWithoutLocks(String why);

    @LogMessage(level = WARN)
    @Message(
            id = 7,
            value =
                    "Redis did not take %s operations of a commit or an eviction (%s); this node neither reads nor puts there until they"
                            + " are done")
    void notSettled(int operations, String why);

    @LogMessage(level = DEBUG)
    @Message(
            id = 9,
            value = "A thread of the Redis client is not a daemon (%s): close the session factory to let the JVM end")
    void notDaemon(String why);

    @LogMessage(level = TRACE)
    @Message(id = 10, value = "Redis did not answer %s (%s)")
    void failed(Object what, String why);

    @LogMessage(level = WARN)
    @Message(
            id = 14,
            value =
                    "The session factory is closed with %s commits not settled in Redis: what they wrote are misses until lock_timeout")
    void notDrained(int commits);

    @LogMessage(level = WARN)
    @Message(
            id = 16,
            value =
                    "Redis at %s serves the data of another run: it was restarted from a snapshot, or is a replica that was promoted. They are"
                            + " cleared, since what was written last may be missing")
    void anotherRun(Object master);

    @LogMessage(level = INFO)
    @Message(id = 17, value = "The circuit breaker of Redis at %s goes from %s to %s")
    void breaker(String master, Object from, Object to);

    @LogMessage(level = WARN)
    @Message(
            id = 12,
            value =
                    "%s is set, but no such region is mapped: it counts if a query names it. Mapped, or named by queries so far: %s")
    void settingWithoutRegion(String setting, Object regions);

    @LogMessage(level = WARN)
    @Message(
            id = 13,
            value =
                    "A query uses the region %s, which no setting names, while %s still has no region: is that the one that was meant?"
                            + " Mapped, or named by queries so far: %s")
    void regionWithoutSettings(String region, String setting, Object regions);

    @LogMessage(level = INFO)
    @Message(
            id = 11,
            value =
                    "The isolation of the database's transactions is not READ COMMITTED, or not known: a session reads from the cache"
                            + " what was there when it was opened or had ended its last transaction, nothing newer")
    void strictAsOf();

    @LogMessage(level = INFO)
    @Message(id = 15, value = "The masters in Redis are now %s; what was read before is not put any more")
    void mastersChanged(Object masters);

    @LogMessage(level = WARN)
    @Message(id = 18, value = "A span of what goes to Redis cannot be made, or handed on (%s). Said once")
    void notTraced(String why);

    @LogMessage(level = WARN)
    @Message(id = 19, value = "A meter of what the cache does cannot be moved (%s). Said once")
    void notMeasured(String why);

    @LogMessage(level = WARN)
    @Message(
            id = 20,
            value =
                    "An entry of %s in Redis cannot be read: %s. It is a miss, and the next put replaces it. Said once for this region and"
                            + " reason")
    void undecodable(String role, String why);

    @LogMessage(level = INFO)
    @Message(
            id = 21,
            value =
                    "An entry of %s in Redis has another shape: another release of the application, or of its mapping, has stored it. It is a"
                            + " miss, and the next put replaces it. Said once for this region")
    void otherShape(String role);

    @LogMessage(level = WARN)
    @Message(
            id = 23,
            value =
                    "Redis at %s takes no writes (%s); nothing that it holds is believed, and the application works without the cache, until it does")
    void takesNoWrites(Object location, String why);

    @LogMessage(level = WARN)
    @Message(id = 22, value = "%s ended with %s, and will be tried again")
    void backgroundWorkFailed(String what, Object thrown);

    @LogMessage(level = INFO)
    @Message(
            id = 24,
            value =
                    "This node keeps %s regions near from now on: it answers from its heap what it reads from Redis after %s ms")
    void nearJoined(int regions, long millis);

    @LogMessage(level = INFO)
    @Message(id = 25, value = "This node has nothing near any more, and joins anew: %s")
    void nearLost(String why);

    @LogMessage(level = WARN)
    @Message(
            id = 26,
            value =
                    "Members of the near cache have not given their word within %s ms, and were expelled: %s. Commits under way wait until their leases have run out; they"
                            + " are not waited for after that")
    void expelled(long millis, Object members);

    @LogMessage(level = WARN)
    @Message(
            id = 27,
            value =
                    "Other nodes keep entries near, and this one's Redis user may not listen to them (%s): each commit that changes what they keep waits until they are expelled. Give it the"
                            + " rights for a near cache (docs/topologies.md)")
    void mayNotListen(String why);

    @LogMessage(level = WARN)
    @Message(
            id = 30,
            value =
                    "Redis at %s evicts by maxmemory-policy %s when its memory is full: what guards entries goes as soon as entries do, and each loss"
                            + " costs the misses of a region, in a cluster of a 256th of one. Better: allkeys-lru, allkeys-lfu, volatile-lru, volatile-lfu")
    void evictionPolicy(Object master, String policy);

    @LogMessage(level = WARN)
    @Message(id = 31, value = "Redis at %s is of version %s; 6.2 or later is needed")
    void oldServer(Object master, String version);

    @LogMessage(level = WARN)
    @Message(
            id = 32,
            value =
                    "The Redis client is configured to read from replicas (%s). Regions that are written are read from their masters nonetheless,"
                            + " since a replica may lag: %s")
    void readsFromReplicas(Object readMode, Object regions);

    @LogMessage(level = WARN)
    @Message(
            id = 33,
            value =
                    "The clocks of the Redis servers are more than a second apart: that of %s is ahead of that of %s by %s microseconds at least. What the"
                            + " one writes is a miss for that long")
    void clocksApart(Object ahead, Object behind, long micros);

    @LogMessage(level = WARN)
    @Message(
            id = 34,
            value =
                    "The namespace %s holds records of another format (%s): another release of this library, or another application, uses it. Each"
                            + " will overwrite what the other has; give them namespaces of their own")
    void otherFormat(String namespace, String key);

    @LogMessage(level = WARN)
    @Message(
            id = 40,
            value =
                    "The application has several RedissonClient beans, none of them primary, so that the cache of %s shares none: %s. It makes one of"
                            + " its own, by hibernate.cache.redis.uri or its default redis://127.0.0.1:6379. Better: make one @Primary, or set hibernate.cache.redis.client,"
                            + " uri or config")
    void severalClients(String entityManagerFactory, Object clients);

    @LogMessage(level = WARN)
    @Message(
            id = 41,
            value =
                    "The value of %s is longer than %s bytes, as nothing of the cache is: somebody else writes to its keys. It is taken away, and not read"
                            + " before it has gone. Said once")
    void tooLong(String key, long longest);

    @LogMessage(level = WARN)
    @Message(
            id = 42,
            value =
                    "A native statement that names no tables is executed at %s: all %s regions are closed for its commit, and lose what they hold. Name what it"
                            + " changes: addSynchronizedEntityClass, addSynchronizedQuerySpace, or the hint org.hibernate.query.native.spaces. Said once for each place")
    void nativeStatementNamesNoTables(String place, int regions);

    @LogMessage(level = WARN)
    @Message(
            id = 44,
            value =
                    "A sealed entry of %s in Redis does not open: %s. It is a miss, and the next put replaces it. Said once for this region and"
                            + " reason")
    void unopened(String role, String why);

    @LogMessage(level = WARN)
    @Message(
            id = 45,
            value =
                    "An entry of %s in Redis is not sealed, and this node has seal_keys: a node without them has stored it, or somebody who has none. It is"
                            + " a miss, and the next put replaces it. Said once for this region")
    void unsealed(String role);

    @LogMessage(level = WARN)
    @Message(
            id = 46,
            value =
                    "An entry of %s in Redis is sealed, and this node has no seal_keys. It is a miss, and the next put replaces it. Said once for this"
                            + " region")
    void sealed(String role);
}
