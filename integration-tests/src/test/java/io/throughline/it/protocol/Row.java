package io.throughline.it.protocol;

import io.throughline.protocol.Call;
import io.throughline.protocol.EntryAddress;
import io.throughline.protocol.Operations;
import io.throughline.protocol.RegionAddress;
import io.throughline.protocol.Reply;
import io.throughline.protocol.Token;

/**
 * One row: in a database, which is a number in this process, and in Redis. Each commit raises the number by one, so an older state is a smaller one.
 * The environment is as honest as protocol.py's: nobody commits once their limit has passed.
 */
final class Row {

    /** Fits a double, as all numbers in the scripts have to. */
    static final long NO_DEADLINE = (1L << 53) - 1;

    /** A stripe's time may be a little ahead of the server's (microseconds). */
    static final long SLACK = 1000;

    private final EntryAddress entry;
    private final Token.Source tokens = new Token.Source();
    private final CallRunner redis;
    private final Operations operations;
    private final long limit;
    private final long retention;
    private long value;
    private long known;

    /**
     * @param redis runs the scripts
     * @param limit of locks and closers, in microseconds
     * @param retention in microseconds
     * @param inCluster whether its stripe has a record of its own
     */
    Row(CallRunner redis, long limit, long retention, boolean inCluster) {
        this(redis, limit, retention, new RegionAddress("it", "row", 120_000, false, inCluster).entry("1"));
    }

    private Row(CallRunner redis, long limit, long retention, EntryAddress entry) {
        this.entry = entry;
        this.redis = redis;
        this.operations = new Operations(redis.scripts(), limit);
        this.limit = limit;
        this.retention = retention;
    }

    /** Another one of the same region, in another stripe. */
    Row other() {
        return new Row(redis, limit, retention, entry.region().entry("2"));
    }

    EntryAddress entry() {
        return entry;
    }

    Writer writer() {
        return new Writer(this, tokens.next());
    }

    Bulk bulk() {
        return new Bulk(this, tokens.next());
    }

    Reader reader() {
        return new Reader(this);
    }

    void evict() {
        run(Arguments.retention(operations.evict(entry), retention));
    }

    void clear() {
        run(Arguments.onlyRecordOf(entry, operations.clear(entry.region(), 0)));
    }

    /** Its time to live has passed, or memory was short: the item goes, a lock stays. */
    boolean losesItem() {
        return redis.forgetItem(entry);
    }

    /** The floor of a clear: the old clock of a server, or of another one that this has taken over from, was ahead. */
    void clearAhead(long micros) {
        run(Arguments.onlyRecordOf(entry, operations.clear(entry.region(), redis.time() + micros)));
    }

    /** Memory was short: the fences beside its region's record go. */
    boolean losesFences() {
        return redis.forgetFences(entry);
    }

    /** Everything in Redis is lost. */
    void flush() {
        redis.forget(entry);
    }

    void waitUntilPast(long time) {
        redis.waitUntilPast(time);
    }

    /** An item or a lock. */
    boolean isThere() {
        return redis.exists(entry);
    }

    Operations operations() {
        return operations;
    }

    CallRunner redis() {
        return redis;
    }

    long limit() {
        return limit;
    }

    long retention() {
        return retention;
    }

    Reply run(Call call) {
        return redis.run(call);
    }

    /** No operation comes between the look at the clock and the commit. */
    boolean commitsBefore(long time) {
        if (redis.time() >= time) {
            return false;
        }
        value++;
        return true;
    }

    /** What the database holds. */
    long value() {
        return value;
    }

    long known() {
        return known;
    }

    /** From now on nobody may be given less. */
    void know(long seen) {
        known = Math.max(known, seen);
    }
}
