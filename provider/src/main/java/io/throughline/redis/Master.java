package io.throughline.redis;

import io.throughline.protocol.Pipeline;
import io.throughline.protocol.RegionAddress;
import io.throughline.protocol.ServerClock;
import java.util.List;
import java.util.stream.IntStream;
import org.redisson.client.RedisClient;
import org.redisson.connection.MasterSlaveEntry;

/**
 * One master server. If the address changes, it is another master. A server that restarts at its address, or returns there after others were
 * promoted, is the same master, whatever data it then has.
 */
public final class Master {

    private final String id;
    private final MasterSlaveEntry entry;
    private final ServerClock clock;
    private final Contact contact;
    private final Topology topology;

    Master(String id, MasterSlaveEntry entry, ServerClock clock, Contact contact, Topology topology) {
        this.id = id;
        this.entry = entry;
        this.clock = clock;
        this.contact = contact;
        this.topology = topology;
    }

    /** Its address, {@code host:port}. */
    public String id() {
        return id;
    }

    /** What this node knows of its clock. */
    public ServerClock clock() {
        return clock;
    }

    /** Whether it answers, and is believed. */
    public Contact contact() {
        return contact;
    }

    /** Its name, for messages and spans. */
    Pipeline.Server server() {
        RedisClient client = entry.getClient();
        return new Pipeline.Server(
                client.getAddr().getHostString(),
                client.getAddr().getPort(),
                client.getConfig().getDatabase());
    }

    MasterSlaveEntry entry() {
        return entry;
    }

    /**
     * The stripes that lie on it now, the same for all regions, because a stripe's slot depends only on its number. A key with <code>{n}</code> in
     * its name lies where stripe n does, and moves with it when slots are moved.
     */
    public List<Integer> stripes() {
        return IntStream.range(0, RegionAddress.STRIPES)
                .filter(stripe -> topology.entry(topology.slot(topology.mapped("{" + stripe + "}"))) == entry)
                .boxed()
                .toList();
    }

    @Override
    public String toString() {
        return id;
    }
}
