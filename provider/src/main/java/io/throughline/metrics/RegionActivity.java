package io.throughline.metrics;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** Counts the operations on one region, by their results. It may be used by any thread; counting never waits and allocates nothing. */
public final class RegionActivity {

    /** How a get ended. All but a hit are misses. */
    public enum Get {
        HIT,
        /** Redis has no such entry. */
        ABSENT,
        /** The record of the entry's region or stripe is missing, so it is not known what has happened to the entry. */
        NO_RECORD,
        /** A transaction is writing the entry. */
        LOCKED,
        /** The entry is older than its region, or stripe, or a bulk statement is writing the region. */
        CLOSED,
        /** The entry is newer than the reader's transaction. */
        NEWER,
        /** Another release of the application, or of the mapping, stored it. */
        OTHER_SHAPE,
        /** A record of another format. */
        OTHER_FORMAT,
        /** Its body does not decode. */
        UNDECODABLE,
        /** Its body is not sealed, and this node reads only sealed bodies. */
        UNSEALED,
        /** Its body is sealed, and this node has no keys. */
        SEALED,
        /** Its body is sealed, and does not open. */
        UNOPENED,
        /** Redis was not asked, or its answer was not used: contact with it is or was lost, or this node owes it a change there. */
        BYPASSED,
        /** Redis was not asked, because the transaction itself changes the entry. */
        OWN_CHANGE,
        /** Redis was not asked, because the session found the entry missing just before. */
        ASKED_BEFORE,
        /** A query result whose spaces have changed since. */
        OUT_OF_DATE,
        /** A query whose key or region cannot be encoded. */
        NOT_CACHEABLE,
        /** Redis did not answer. */
        FAILED
    }

    /** How a put of a loaded or inserted state ended. */
    public enum Put {
        STORED,
        /** The server's clock is not past the transaction's asOf. */
        NOT_BEFORE_NOW,
        /** It was loaded too long ago. */
        TOO_OLD,
        /** The region or stripe was born since: it was cleared or lost, or a bulk statement is writing it. */
        CLOSED,
        /** Something in the stripe was written or evicted since. */
        FENCED,
        /** A transaction is writing the entry. */
        LOCKED,
        /** A state that is as new is already there. */
        PRESENT,
        /** It holds something that a body cannot hold. */
        NOT_CACHEABLE,
        /** Redis did not answer, or refused it: memory is full. */
        FAILED;

        private static final List<Put> BY_OUTCOME =
                List.of(FAILED, STORED, NOT_BEFORE_NOW, TOO_OLD, CLOSED, FENCED, LOCKED, PRESENT, STORED);

        /** The reply of PUT (put.lua). */
        public static Put of(long outcome) {
            return outcome > 0 && outcome < BY_OUTCOME.size() ? BY_OUTCOME.get((int) outcome) : FAILED;
        }
    }

    /** What a committed change did. */
    public enum Write {
        /** The new state was written through: it replaced its lock. */
        WRITTEN_THROUGH,
        /** The old state was removed: there was nothing to store, or another transaction was writing the entry. */
        INVALIDATED
    }

    private final String name;
    private final LongAdder[] gets = adders(Get.values().length);
    private final LongAdder[] puts = adders(Put.values().length);
    private final LongAdder[] writes = adders(Write.values().length);
    private final LongAdder nearHits = new LongAdder();
    private final LongAdder nearFills = new LongAdder();
    private final LongAdder encoded = new LongAdder();
    private final LongAdder decoded = new LongAdder();

    public RegionActivity(String name) {
        this.name = name;
    }

    private static LongAdder[] adders(int length) {
        LongAdder[] adders = new LongAdder[length];
        for (int i = 0; i < length; i++) {
            adders[i] = new LongAdder();
        }
        return adders;
    }

    /** The region, as Hibernate names it. */
    public String name() {
        return name;
    }

    /** @param bytes of the body that was decoded */
    public void hit(int bytes) {
        decoded.add(bytes);
        count(Get.HIT);
    }

    /** A hit that was answered from the near cache. */
    public void hitNear() {
        nearHits.increment();
        count(Get.HIT);
    }

    /** The same for a query result, whose hit is counted only after its spaces have been checked. */
    public void answeredNear() {
        nearHits.increment();
    }

    /** An entry that was read from Redis is now kept near. */
    public void filledNear() {
        nearFills.increment();
    }

    /** Hits so far that the near cache answered. */
    public long nearHits() {
        return nearHits.sum();
    }

    /** Fills of the near cache so far. */
    public long nearFills() {
        return nearFills.sum();
    }

    public void count(Get result) {
        gets[result.ordinal()].increment();
    }

    public void count(Put result) {
        puts[result.ordinal()].increment();
    }

    public void count(Write result) {
        writes[result.ordinal()].increment();
    }

    public void encoded(int bytes) {
        encoded.add(bytes);
    }

    public void decoded(int bytes) {
        decoded.add(bytes);
    }

    /** Gets other than {@link Get#HIT}, for whatever reason. */
    public long misses() {
        return Arrays.stream(Get.values())
                .filter(result -> result != Get.HIT)
                .mapToLong(this::of)
                .sum();
    }

    /** How often it has happened so far. */
    public long of(Get result) {
        return gets[result.ordinal()].sum();
    }

    /** How often it has happened so far. */
    public long of(Put result) {
        return puts[result.ordinal()].sum();
    }

    /** How often it has happened so far. */
    public long of(Write result) {
        return writes[result.ordinal()].sum();
    }

    /** Bytes of items encoded for Redis so far. */
    public long bytesEncoded() {
        return encoded.sum();
    }

    /** Bytes of bodies decoded so far, for hits only. */
    public long bytesDecoded() {
        return decoded.sum();
    }
}
