package io.throughline.redis;

import io.throughline.protocol.EntryAddress;
import io.throughline.protocol.Pipeline.EntryRecords;
import io.throughline.protocol.RedisUnavailableException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * READ: one MGET for each slot, so that an entry is seen at the same moment as the record that decides whether it is used. The MGETs for one master
 * go in one write, and to all masters at once. They go to masters whatever the client's read mode is, because a replica may lag behind a write that
 * has returned. Regions that are never written are read as the client is configured.
 */
final class Reads {

    private final Topology topology;
    private final Masters masters;
    private final MasterCommand.Executors executors;
    private final LongEntries longEntries;

    Reads(Topology topology, Masters masters, MasterCommand.Executors executors, LongEntries longEntries) {
        this.executors = executors;
        this.longEntries = longEntries;
        this.topology = topology;
        this.masters = masters;
    }

    CompletableFuture<EntryRecords> one(EntryAddress entry) {
        Master master = master(slot(entry));
        Faith.State before = master.contact().faith().state();
        if (!before.holds() || longEntries.isAt(entry.key())) {
            return CompletableFuture.completedFuture(EntryRecords.NOT_BELIEVED);
        }
        List<String> keys = List.of(entry.recordKey(), entry.key());
        return master.contact()
                .sendDispensable(() -> MasterCommand.get(
                        executors.usual(), topology, master, entry.region().isReadOnly(), keys))
                .thenApply(values -> master.contact().faith().state() == before
                        ? new EntryRecords((byte[]) values.get(0), (byte[]) values.get(1), before.believedFrom())
                        : EntryRecords.NOT_BELIEVED);
    }

    /** @return the entries, without those whose master did not answer; fails if no master did */
    CompletableFuture<Map<EntryAddress, EntryRecords>> all(List<EntryAddress> entries, long timeoutMillis) {
        Map<Place, Map<Integer, List<EntryAddress>>> byPlace = new LinkedHashMap<>();
        for (EntryAddress entry : entries) {
            if (longEntries.isAt(entry.key())) {
                continue;
            }
            int slot = slot(entry);
            byPlace.computeIfAbsent(new Place(master(slot), entry.region().isReadOnly()), p -> new LinkedHashMap<>())
                    .computeIfAbsent(slot, s -> new ArrayList<>())
                    .add(entry);
        }
        List<CompletableFuture<Map<EntryAddress, EntryRecords>>> sent = new ArrayList<>(byPlace.size());
        byPlace.forEach((place, bySlot) -> sent.add(send(place, bySlot.values(), timeoutMillis)));
        return CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)).handle((ignored, failure) -> {
            Map<EntryAddress, EntryRecords> found = new HashMap<>();
            sent.stream().filter(part -> !part.isCompletedExceptionally()).forEach(part -> found.putAll(part.join()));
            if (failure != null && found.isEmpty()) {
                throw Failures.unavailable(failure);
            }
            return found;
        });
    }

    /** Records at any keys, read from the masters, without those that are missing. Fails if one master does not answer. */
    CompletableFuture<Map<String, byte[]>> records(List<String> keys, long timeoutMillis) {
        Map<Master, Map<Integer, List<String>>> byMaster = new LinkedHashMap<>();
        for (String key : keys) {
            int slot = topology.slot(topology.mapped(key));
            byMaster.computeIfAbsent(master(slot), m -> new LinkedHashMap<>())
                    .computeIfAbsent(slot, s -> new ArrayList<>())
                    .add(key);
        }
        List<CompletableFuture<Map<String, byte[]>>> sent = new ArrayList<>(byMaster.size());
        byMaster.forEach((master, bySlot) -> sent.add(get(master, bySlot.values(), timeoutMillis)));
        return CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)).thenApply(ignored -> {
            Map<String, byte[]> found = new HashMap<>();
            sent.forEach(part -> found.putAll(part.join()));
            return found;
        });
    }

    private CompletableFuture<Map<String, byte[]>> get(
            Master master, Collection<List<String>> bySlot, long timeoutMillis) {
        Faith.State before = master.contact().faith().state();
        if (!before.holds()) {
            return CompletableFuture.failedFuture(notBelieved(master));
        }
        List<List<String>> slots = List.copyOf(bySlot);
        Asked asked = ask(master, false, slots, timeoutMillis);
        return asked.over().thenApply(ignored -> {
            if (master.contact().faith().state() != before) {
                throw notBelieved(master);
            }
            Map<String, byte[]> found = new HashMap<>();
            for (int slot = 0; slot < slots.size(); slot++) {
                List<String> keys = slots.get(slot);
                CompletableFuture<List<Object>> values = asked.values().get(slot);
                if (!values.isDone()) {
                    throw new RedisUnavailableException("a slot is being moved", null);
                }
                for (int i = 0; i < keys.size(); i++) {
                    Object value = values.join().get(i);
                    if (value != null) {
                        found.put(keys.get(i), (byte[]) value);
                    }
                }
            }
            return found;
        });
    }

    private CompletableFuture<Map<EntryAddress, EntryRecords>> send(
            Place place, Collection<List<EntryAddress>> bySlot, long timeoutMillis) {
        Faith faith = place.master().contact().faith();
        Faith.State before = faith.state();
        if (!before.holds()) {
            return CompletableFuture.completedFuture(notBelieved(bySlot));
        }
        List<List<String>> slots = bySlot.stream().map(Reads::keys).toList();
        Asked asked = ask(place.master(), place.anyReplica(), slots, timeoutMillis);
        return asked.over().handle((ignored, failure) -> {
            Map<EntryAddress, EntryRecords> found = new HashMap<>();
            int slot = 0;
            for (List<EntryAddress> entries : bySlot) {
                CompletableFuture<List<Object>> values = asked.values().get(slot);
                if (values.isDone() && !values.isCompletedExceptionally()) {
                    found.putAll(records(entries, slots.get(slot), values.join(), before.believedFrom()));
                }
                slot++;
            }
            if (failure != null && found.isEmpty()) {
                throw Failures.unavailable(failure);
            }
            return faith.state() == before ? found : notBelieved(bySlot);
        });
    }

    /** Each key once, because entries share records. */
    private static List<String> keys(List<EntryAddress> entries) {
        Set<String> keys = new LinkedHashSet<>();
        entries.forEach(entry -> {
            keys.add(entry.recordKey());
            keys.add(entry.key());
        });
        return List.copyOf(keys);
    }

    private static Map<EntryAddress, EntryRecords> notBelieved(Iterable<List<EntryAddress>> bySlot) {
        Map<EntryAddress, EntryRecords> all = new HashMap<>();
        bySlot.forEach(entries -> entries.forEach(entry -> all.put(entry, EntryRecords.NOT_BELIEVED)));
        return all;
    }

    private static RedisUnavailableException notBelieved(Master master) {
        return new RedisUnavailableException("contact with " + master + " is lost", null);
    }

    private static Map<EntryAddress, EntryRecords> records(
            List<EntryAddress> entries, List<String> keys, List<Object> values, long believedFrom) {
        Map<String, @Nullable Object> byKey = new HashMap<>();
        int i = 0;
        for (String key : keys) {
            byKey.put(key, values.get(i++));
        }
        Map<EntryAddress, EntryRecords> records = new HashMap<>();
        entries.forEach(entry -> records.put(
                entry,
                new EntryRecords(
                        (byte[]) byKey.get(entry.recordKey()), (byte[]) byKey.get(entry.key()), believedFrom)));
        return records;
    }

    /**
     * The answers to MGETs, one for each slot.
     *
     * @param over completes when nothing more will come: values that are not there by then were refused, for a temporary reason
     */
    private record Asked(List<CompletableFuture<List<Object>>> values, CompletableFuture<?> over) {}

    /** Several MGETs share a connection until all are answered. A single one, as without a cluster, gives the connection back at once. */
    private Asked ask(Master master, boolean anyReplica, List<List<String>> slots, long timeoutMillis) {
        if (slots.size() == 1) {
            CompletableFuture<List<Object>> one = master.contact()
                    .sendDispensable(() ->
                            MasterCommand.get(executors.of(timeoutMillis), topology, master, anyReplica, slots.get(0)));
            return new Asked(List.of(one), one);
        }
        MasterBatch batch = new MasterBatch(topology, master, timeoutMillis, anyReplica);
        List<CompletableFuture<List<Object>>> values =
                slots.stream().map(batch::get).toList();
        return new Asked(values, batch.sendDispensable());
    }

    private int slot(EntryAddress entry) {
        return topology.slot(topology.mapped(entry.recordKey()));
    }

    /** @throws RedisUnavailableException if nobody serves the slot, or a new master does: then the reader's asOf is void */
    private Master master(int slot) {
        Master master = masters.knownOfSlot(slot);
        if (master == null) {
            throw new RedisUnavailableException("the masters have just changed", null);
        }
        return master;
    }

    private record Place(Master master, boolean anyReplica) {}
}
