package io.throughline.redis;

import io.throughline.config.RedisLocation;
import java.util.Collection;
import org.hibernate.cache.CacheException;
import org.jspecify.annotations.Nullable;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.command.CommandAsyncExecutor;
import org.redisson.config.ReadMode;
import org.redisson.connection.ConnectionListener;
import org.redisson.connection.ConnectionManager;
import org.redisson.connection.MasterSlaveEntry;

/**
 * Which servers a client talks to, whatever Redisson calls the mode: in a cluster several masters that share 16,384 slots; otherwise one master, with
 * all keys in one slot. It asks the client, never the network; only the first question connects, and may block.
 */
final class Topology {

    private final CommandAsyncExecutor executor;
    private final ConnectionManager connections;
    private final boolean cluster;

    private final boolean single;

    private Topology(CommandAsyncExecutor executor, boolean cluster, boolean single) {
        this.single = single;
        this.executor = executor;
        this.connections = executor.getConnectionManager();
        this.cluster = cluster;
    }

    /** @throws CacheException if the client was not made by {@link Redisson#create} */
    static Topology of(RedissonClient client, RedisLocation location) {
        if (!(client instanceof Redisson redisson)) {
            throw new CacheException(location + " is a " + client.getClass().getName() + "; accepted: a client made by "
                    + Redisson.class.getName() + ".create(...), which knows where each key is stored");
        }
        return new Topology(
                redisson.getCommandExecutor(),
                redisson.getConfig().isClusterConfig(),
                redisson.getConfig().isSingleConfig());
    }

    /** Commands for the servers. */
    CommandAsyncExecutor executor() {
        return executor;
    }

    /** Whether there may be several masters, and a server may redirect a command to another one. */
    boolean isCluster() {
        return cluster;
    }

    /** Which servers the client itself reads from; {@code MASTER} if there is only one. */
    ReadMode readMode() {
        return single
                ? ReadMode.MASTER
                : connections.getServiceManager().getConfig().getReadMode();
    }

    /** The listener hears when the first connection to a server is made, and when a connection breaks, on threads that must not wait. */
    void addListener(ConnectionListener listener) {
        connections.getServiceManager().getConnectionEventsHub().addListener(listener);
    }

    void removeListener(ConnectionListener listener) {
        connections.getServiceManager().getConnectionEventsHub().removeListener(System.identityHashCode(listener));
    }

    /** One entry for each master, with its replicas if they are used. */
    Collection<MasterSlaveEntry> entries() {
        return connections.getEntrySet();
    }

    /** The slot of a key as the server knows it ({@link #mapped}). */
    int slot(String mappedKey) {
        return connections.calcSlot(mappedKey);
    }

    /** The entry of a slot; {@code null} if nobody serves it now. */
    @Nullable
    MasterSlaveEntry entry(int slot) {
        return connections.getWriteEntry(slot);
    }

    /** The key without what the client puts in front of its keys. */
    String unmapped(String key) {
        return connections.getServiceManager().getNameMapper().unmap(key);
    }

    /** The key as the server knows it: the client may put something in front of its keys. */
    String mapped(String key) {
        return connections.getServiceManager().getNameMapper().map(key);
    }
}
