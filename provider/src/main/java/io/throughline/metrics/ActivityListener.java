package io.throughline.metrics;

/** Told what there is to be measured, and what cannot be read off a counter later. Called on the threads that work: must not wait, and not throw. */
public interface ActivityListener {

    /** The pipelines of a transaction. */
    enum Phase {
        /** Before the commit. */
        LOCK,
        /** After a commit that nothing had to be locked for: would its loads be stored? */
        ASK,
        /** After it. */
        SETTLE
    }

    /** A region is there. Told of those that were there before, too. */
    void region(RegionActivity region);

    /** A master is known. Told of those that were known before, too. */
    void master(MasterFigures master);

    /**
     * A pipeline has been run, or has failed.
     *
     * @param calls how many operations were in it
     */
    void pipeline(Phase phase, int calls, long nanos);

    /** The words of members of the near cache have been waited for: all have come, or those that have not are expelled and their leases over. */
    void waitedForWords(long nanos);

    /** A transaction that used the cache is over, with so many round trips to Redis. */
    void transaction(int roundTrips);
}
