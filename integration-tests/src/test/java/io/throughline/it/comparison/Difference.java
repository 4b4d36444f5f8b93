package io.throughline.it.comparison;

/** Where this cache differs from Hibernate's own provider on purpose, and why. */
enum Difference {
    LOADS_WAIT_FOR_THE_COMMIT(
            "what a transaction loads is put with its commit, and not if it is rolled back: it may not be committed"),

    LOADS_COUNT_BEFORE_THEY_ARE_PUT(
            "what is loaded counts as put although Redis may refuse it at the commit, because it is there, and this node has not heard of it lately: to ask before is a round trip"),

    A_TRANSACTION_LOCKS_ONCE(
            "a row that one transaction locks twice is written through: Hibernate's takes the second lock for somebody else's"),

    LOCKS_LEAVE_A_FENCE(
            "after a lock whatever is loaded later may be put: Hibernate's leaves a lock that refuses inserts, and loads of its version"),

    LOCKS_ARE_PLACED_AT_THE_COMMIT(
            "an eviction before the commit does not keep what is committed out: Hibernate's loses the lock that was placed at the flush"),

    LOCKS_ARE_NOT_CONTAINED("an entry that no session could get is not contained: Hibernate's counts locks"),

    EVICTIONS_LEAVE_A_FENCE(
            "what is loaded by a session that began before an eviction is not put after it: it may be older; Hibernate's puts it"),

    CHANGES_ARE_TOLD_AT_THE_COMMIT(
            "what is not committed, or rolled back, leaves the entries of a bulk statement and query results alone: Hibernate's evicts and"
                    + " marks when the SQL runs"),

    ITS_OWN_STATEMENTS_ARE_SEEN(
            "after a bulk statement its own transaction reads the database: Hibernate's goes on reading the entries of before"),

    REFRESH_REPLACES(
            "cache mode REFRESH replaces what is there: Hibernate's refuses a state whose version is not newer"),

    NATURAL_IDS_COME_WITH_ROWS(
            "the natural id of an entity that was a hit is not put again: to ask whether it is there is a round trip"),

    STATELESS_WRITES_ARE_MARKED(
            "what a stateless session writes makes queries misses: Hibernate itself marks nothing then"),

    ITS_OWN_CHANGES_NEED_NO_LOOK(
            "a query over tables that the transaction itself has changed is a miss without a look at when they changed"),

    SPACES_HAVE_RECORDS(
            "a table that was never written has a record of when it changed last, made when the node starts: Hibernate's has none"),

    A_NEW_REGION_REFUSES_ITS_FIRST_PUTS(
            "a query region that nobody has used before believes nothing that was loaded before it was made: once in its life"),

    NATIVE_RESULTS_ARE_HITS(
            "results of native queries are hits as others are: those of JCache, copied as Java serialisation does, are of other types then");

    private final String why;

    Difference(String why) {
        this.why = why;
    }

    String why() {
        return why;
    }
}
