package io.throughline.protocol;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The way to Redis: runs operations, several of them in one round trip.
 *
 * <p>Safe for all threads. No method holds a JVM lock while it waits for Redis. Every reply of a script feeds the {@link ServerClock}.
 */
public interface Pipeline {

    /** How many calls, or entries, go in one round trip at most. */
    int CHUNK = 1000;

    /** How much longer than a single command a pipeline may take, in microseconds for each key that it names. */
    long MICROS_A_KEY = 250;

    /**
     * Runs the operations and waits: one round trip to each master, to all of them at once, however many operations, up to the size of a chunk. Those on one slot run in
     * order, unless the slot is being moved.
     *
     * @return the replies in order; what one master alone did not answer has failed with a {@link RedisUnavailableException}
     * @throws RedisUnavailableException if nothing was answered in time, or at all: each operation may have run, or may run later
     */
    List<Reply> run(List<Call> calls);

    /** Whether {@link #run} would have all of them executed at one moment, with one more. */
    boolean runsAtOnce(List<Call> calls);

    /** The same off the caller's thread; the stage ends with a {@link RedisUnavailableException} where {@link #run} throws. */
    CompletionStage<List<Reply>> send(List<Call> calls);

    /**
     * READ: the entry and what says whether it is believed, in one round trip.
     *
     * @throws RedisUnavailableException if Redis did not answer in time, or not at all
     */
    EntryRecords read(EntryAddress entry);

    /**
     * READ of several entries, in one round trip to each master for up to a thousand of them.
     *
     * @return without those whose master alone did not answer
     * @throws RedisUnavailableException if nothing was answered in time, or at all
     */
    Map<EntryAddress, EntryRecords> read(Collection<EntryAddress> entries);

    /**
     * The records at the given keys, in one round trip for up to a thousand of them; none for a key that is missing.
     *
     * @throws RedisUnavailableException if Redis did not answer in time, or not at all
     */
    Map<String, byte[]> records(Collection<String> keys);

    /**
     * From which stamp on what lies at the key is believed: after the contact with its master was lost nothing from before is.
     *
     * @return microseconds of the server's clock; {@link #NOTHING} while the contact is lost
     */
    long believedFrom(String key);

    /**
     * The contact with the master that the key lies on, for comparison alone: another object after each loss, and with each other master.
     *
     * @return {@code null} if nobody serves it just now
     */
    @Nullable
    Object contact(String key);

    /** Nothing is believed. */
    long NOTHING = Long.MAX_VALUE;

    /** The master that all the keys lie on; {@code null} if they lie on several, or nobody serves them just now. Asks nobody. */
    @Nullable
    Server server(Iterable<String> keys);

    /** A server, for those who name it. */
    record Server(String host, int port, int database) {}

    /**
     * What READ fetches, each {@code null} if it is missing.
     *
     * @param record of the entry's region, or in a cluster of its stripe
     * @param entry an item, or a lock
     * @param believedFrom items stamped before are not believed ({@link Pipeline#believedFrom})
     */
    record EntryRecords(byte @Nullable [] record, byte @Nullable [] entry, long believedFrom) {

        /** The contact with their master is lost, or was while they were read. */
        public static final EntryRecords NOT_BELIEVED = new EntryRecords(null, null, NOTHING);

        /** Records of a master that the contact was never lost with. */
        public EntryRecords(byte @Nullable [] record, byte @Nullable [] entry) {
            this(record, entry, 0);
        }
    }
}
