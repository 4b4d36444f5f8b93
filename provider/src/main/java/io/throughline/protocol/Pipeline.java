package io.throughline.protocol;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The way to Redis: runs operations, several in one round trip.
 *
 * <p>Safe for all threads. No method holds a JVM lock while it waits for Redis. Every reply of a script feeds the {@link ServerClock}.
 */
public interface Pipeline {

    /** The most calls, or entries, in one round trip. */
    int CHUNK = 1000;

    /** How much longer than a single command a pipeline may take, in microseconds for each key that it names. */
    long MICROS_A_KEY = 250;

    /**
     * Runs the operations and waits. This takes one round trip to each master, to all masters at the same time, for any number of operations up to
     * the size of a chunk. Operations on one slot run in order, unless the slot is being moved.
     *
     * @return the replies in order; if only some masters did not answer, their operations have failed with a {@link RedisUnavailableException}
     * @throws RedisUnavailableException if no master answered in time: each operation may have run, or may run later
     */
    List<Reply> run(List<Call> calls);

    /** Whether {@link #run} would execute all of these calls, and one more, atomically. */
    boolean runsAtOnce(List<Call> calls);

    /** The same off the caller's thread; the stage fails with a {@link RedisUnavailableException} if {@link #run} would throw. */
    CompletionStage<List<Reply>> send(List<Call> calls);

    /**
     * READ: the entry, and the record that decides whether it is used, in one round trip.
     *
     * @throws RedisUnavailableException if Redis did not answer in time, or not at all
     */
    EntryRecords read(EntryAddress entry);

    /**
     * READ of several entries, in one round trip to each master for up to a thousand of them.
     *
     * @return the entries, without those of masters that did not answer
     * @throws RedisUnavailableException if no master answered in time
     */
    Map<EntryAddress, EntryRecords> read(Collection<EntryAddress> entries);

    /**
     * The records at the given keys, in one round trip for up to a thousand of them; none for a key that is missing.
     *
     * @throws RedisUnavailableException if Redis did not answer in time, or not at all
     */
    Map<String, byte[]> records(Collection<String> keys);

    /**
     * The stamp from which on the entry at the key is used: after contact with its master was lost, nothing stamped before is used.
     *
     * @return microseconds of the server's clock; {@link #NOTHING} while the contact is lost
     */
    long believedFrom(String key);

    /**
     * The contact with the key's master, only for comparison: it is another object after each loss, and for each master.
     *
     * @return {@code null} if no master serves the key now
     */
    @Nullable
    Object contact(String key);

    /** Nothing is used. */
    long NOTHING = Long.MAX_VALUE;

    /** The master of all the keys; {@code null} if they have several masters, or no master serves them now. Sends nothing. */
    @Nullable
    Server server(Iterable<String> keys);

    /** A server, for messages that name it. */
    record Server(String host, int port, int database) {}

    /**
     * What READ fetches, each {@code null} if it is missing.
     *
     * @param record of the entry's region, or in a cluster of its stripe
     * @param entry an item, or a lock
     * @param believedFrom items stamped before this are not used ({@link Pipeline#believedFrom})
     */
    record EntryRecords(byte @Nullable [] record, byte @Nullable [] entry, long believedFrom) {

        /** Contact with their master is lost, or was lost while they were read. */
        public static final EntryRecords NOT_BELIEVED = new EntryRecords(null, null, NOTHING);

        /** Records of a master with which contact was never lost. */
        public EntryRecords(byte @Nullable [] record, byte @Nullable [] entry) {
            this(record, entry, 0);
        }
    }
}
