package io.throughline.metrics;

/** Hears what there is to measure, and what no counter can show later. It is called on working threads, so it must neither wait nor throw. */
public interface ActivityListener {

    /** The pipelines of a transaction. */
    enum Phase {
        /** Before the commit. */
        LOCK,
        /** After a commit that had nothing to lock: asks whether its loads would be stored. */
        ASK,
        /** After the commit. */
        SETTLE
    }

    /** A region exists. Regions that existed before are reported too. */
    void region(RegionActivity region);

    /** A master is known. Masters that were known before are reported too. */
    void master(MasterFigures master);

    /**
     * A pipeline has been run, or has failed.
     *
     * @param calls how many operations it had
     */
    void pipeline(Phase phase, int calls, long nanos);

    /** A wait for the words of near cache members has ended: all words have come, or the silent members are expelled and their leases have run out. */
    void waitedForWords(long nanos);

    /** A transaction that used the cache has ended, after this many round trips to Redis. */
    void transaction(int roundTrips);
}
