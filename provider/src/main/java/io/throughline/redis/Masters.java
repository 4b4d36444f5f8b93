package io.throughline.redis;

import io.throughline.config.RedisLocation;
import io.throughline.metrics.CacheActivity;
import io.throughline.metrics.CacheMessages;
import io.throughline.protocol.ServerClock;
import io.throughline.protocol.ServerClocks;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.redisson.api.RedissonClient;
import org.redisson.client.RedisClient;
import org.redisson.config.ReadMode;
import org.redisson.connection.ConnectionListener;
import org.redisson.connection.MasterSlaveEntry;

/**
 * The masters that are known, each with its clock. It looks for changes with each heartbeat, and at once when the client sends a command to a master
 * that is not known yet. In that case, every asOf given out becomes void ({@link ServerClocks}) before the command goes out.
 *
 * <p>Safe for all threads; never waits for a server, once the client is connected.
 */
public final class Masters implements AutoCloseable {

    private final Topology topology;
    private final ServerClocks clocks;
    private final List<Consumer<List<Master>>> listeners = new CopyOnWriteArrayList<>();
    private final Map<String, Contact> contacts = new ConcurrentHashMap<>();
    private volatile Runnable whenLost = () -> {};
    private volatile Runnable whenSilent = () -> {};
    private final ConnectionListener connections = new Disconnections(this::disconnected);
    private volatile Map<RedisClient, Master> known = Map.of();

    private final CacheActivity activity;
    private final Pauses pauses;
    private final Duration commandTimeout;

    private Masters(
            Topology topology, ServerClocks clocks, Duration commandTimeout, Pauses pauses, CacheActivity activity) {
        this.commandTimeout = commandTimeout;
        this.pauses = pauses;
        this.activity = activity;
        this.topology = topology;
        this.clocks = clocks;
    }

    /**
     * The masters that a client talks to; none is known before the first heartbeat.
     *
     * @param location where the client comes from, for messages
     * @param clocks get a clock for each master
     * @param commandTimeout how long a command is waited for
     * @param pauses the pauses of this process
     * @param activity learns of each master
     */
    public static Masters of(
            RedissonClient client,
            RedisLocation location,
            ServerClocks clocks,
            Duration commandTimeout,
            Pauses pauses,
            CacheActivity activity) {
        return new Masters(Topology.of(client, location), clocks, commandTimeout, pauses, activity);
    }

    /** Warns if the client would read data from replicas that are written to. */
    public void warnOfReplicas(Collection<String> writtenRegions) {
        if (topology.readMode() != ReadMode.MASTER && !writtenRegions.isEmpty()) {
            CacheMessages.LOG.readsFromReplicas(topology.readMode(), writtenRegions);
        }
    }

    Topology topology() {
        return topology;
    }

    /** Whether they are the masters of a cluster, however many it has. */
    public boolean areCluster() {
        return topology.isCluster();
    }

    /**
     * The listener hears when the masters have changed, and is given the present ones. It is called after the asOfs have become void, on a thread
     * that must not wait. The first masters count as a change too.
     */
    public void onChange(Consumer<List<Master>> listener) {
        listeners.add(listener);
    }

    /** The masters known now. */
    public List<Master> all() {
        return List.copyOf(known.values());
    }

    /** The master of a key; {@code null} if nobody serves the key now. */
    public @Nullable Master of(String key) {
        return ofSlot(topology.slot(topology.mapped(key)));
    }

    @Nullable
    Master ofSlot(int slot) {
        Master master = knownOfSlot(slot);
        return master == null ? knownOfSlot(slot) : master;
    }

    /** The master of a slot; {@code null} if it was not known before, but then it is known the next time. */
    @Nullable
    Master knownOfSlot(int slot) {
        MasterSlaveEntry entry = topology.entry(slot);
        if (entry == null || !entry.isInit()) {
            return null;
        }
        Master master = known.get(entry.getClient());
        if (master == null) {
            refresh();
        }
        return master;
    }

    /** Looks which masters the client knows. The first call connects, which may block. */
    void refresh() {
        topology.entries(); // connects before the lock is taken
        List<Master> changed = look();
        if (changed != null) {
            listeners.forEach(listener -> listener.accept(changed));
        }
    }

    private synchronized @Nullable List<Master> look() {
        Map<String, MasterSlaveEntry> entries = new LinkedHashMap<>();
        for (MasterSlaveEntry entry : topology.entries()) {
            if (entry.isInit()) {
                entries.put(id(entry.getClient()), entry);
            }
        }
        Set<String> before = ids();
        Map<String, ServerClock> byId = clocks.masters(entries.keySet());
        Map<RedisClient, Master> found = new LinkedHashMap<>();
        entries.forEach((id, entry) -> {
            Master same = known.get(entry.getClient());
            found.put(
                    entry.getClient(),
                    same != null && same.entry() == entry
                            ? same
                            : new Master(id, entry, byId.get(id), contact(id), topology));
        });
        contacts.forEach((id, contact) -> {
            if (!entries.containsKey(id)) {
                contact.lost();
            }
        });
        known = found;
        return before.equals(entries.keySet()) ? null : new ArrayList<>(found.values());
    }

    /** The contact stays while its master is gone: a master that comes back is not believed from before. */
    private Contact contact(String id) {
        return contacts.computeIfAbsent(
                id,
                i -> new Contact(i, commandTimeout, () -> whenLost.run(), () -> whenSilent.run(), pauses, activity));
    }

    /** The listener hears when contact with a master is lost; it must not wait. */
    void whenLost(Runnable listener) {
        whenLost = listener;
    }

    /** The listener hears when a call to a master has waited in vain, and none before it since the last answered heartbeat; it must not wait. */
    void whenSilent(Runnable listener) {
        whenSilent = listener;
    }

    /**
     * Makes every asOf given out void: what they say about a master no longer holds.
     *
     * @return microseconds that none of them exceeds
     */
    long voidAsOfs() {
        return clocks.voidAll();
    }

    /** Hears of connections that break, until {@link #close}. */
    public void listen() {
        topology.addListener(connections);
    }

    @Override
    public void close() {
        topology.removeListener(connections);
    }

    private void disconnected(InetSocketAddress address) {
        known.values().stream()
                .filter(master -> master.id().equals(id(address)))
                .forEach(master -> master.contact().lost());
    }

    private Set<String> ids() {
        Set<String> ids = new HashSet<>();
        known.values().forEach(master -> ids.add(master.id()));
        return ids;
    }

    private static String id(RedisClient client) {
        return id(client.getAddr());
    }

    private static String id(InetSocketAddress address) {
        return address.getAddress() == null
                ? address.toString()
                : address.getAddress().getHostAddress() + ":" + address.getPort();
    }
}
