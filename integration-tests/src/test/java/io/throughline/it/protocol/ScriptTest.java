package io.throughline.it.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.protocol.Call;
import io.throughline.protocol.EntryAddress;
import io.throughline.protocol.Item;
import io.throughline.protocol.Operations;
import io.throughline.protocol.Read;
import io.throughline.protocol.RegionAddress;
import io.throughline.protocol.Reply;
import io.throughline.protocol.Scripts;
import io.throughline.protocol.Token;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One entry and its stripe on a real Redis, as they are stored in a cluster and elsewhere, and the shipped scripts. Records of the past or the future
 * are written directly, so that no test has to wait until something runs out.
 */
@ParameterizedClass(name = "in a cluster: {0}")
@ValueSource(booleans = {false, true})
abstract class ScriptTest extends OnRedis {

    /** What every script does first, it does in these. */
    static final String[] ON_ENTRIES = {"lock", "settle", "put", "evict"};

    static final String[] ON_REGIONS = {"make", "clear", "close", "open"};

    static final long SECOND = 1_000_000;
    static final long HOUR = 3600 * SECOND;

    /** Of locks and closers: no test takes that long. */
    static final long LIMIT = 20 * SECOND;

    static final long LONGEST_TTL_MILLIS = 120_000;

    @Parameter
    boolean inCluster;

    RegionAddress region;
    EntryAddress entry;
    final Operations operations = new Operations(Scripts.shipped(), LIMIT);
    final Token.Source tokens = new Token.Source();
    final Token mine = tokens.next();
    final Token others = tokens.next();

    @BeforeEach
    void name() {
        region = new RegionAddress("it", getClass().getSimpleName(), LONGEST_TTL_MILLIS, false, inCluster);
        entry = region.entry("1");
    }

    long now() {
        return runner.time();
    }

    Reply lock(Token token) {
        return run(operations.lock(entry, token, Row.NO_DEADLINE));
    }

    Reply settle(Token token, Item item) {
        return run(operations.settle(entry, token, item));
    }

    Reply put(long value, long asOf) {
        return run(operations.putLoaded(entry, Items.unversioned(value), asOf, 0));
    }

    Reply evict() {
        return run(operations.evict(entry));
    }

    Reply close(Token token) {
        return run(operations.close(region, token, Row.NO_DEADLINE));
    }

    Reply open(Token token) {
        return run(operations.open(region, token));
    }

    Reply clear() {
        return run(operations.clear(region, 0));
    }

    Reply make() {
        return run(operations.make(region));
    }

    /** Any of {@link #ON_ENTRIES} and {@link #ON_REGIONS}, allowed to run. */
    Call call(String script) {
        return switch (script) {
            case "lock" -> operations.lock(entry, mine, Row.NO_DEADLINE);
            case "settle" -> operations.settle(entry, mine, Items.unversioned(1));
            case "put" -> operations.putLoaded(entry, Items.unversioned(1), now(), 0);
            case "evict" -> operations.evict(entry);
            case "make" -> operations.make(region);
            case "clear" -> operations.clear(region, 0);
            case "close" -> operations.close(region, mine, Row.NO_DEADLINE);
            case "open" -> operations.open(region, mine);
            default -> throw new IllegalArgumentException(script);
        };
    }

    /** What a transaction that begins now makes of what is there. */
    Read read() {
        return Read.of(runner.read(entry), now(), Items.SHAPE);
    }

    void assertGone() {
        assertThat(runner.read(entry).entry()).isNull();
    }

    StripeRecord stripe() {
        return StripeRecord.of(runner.read(entry).record(), runner.fenceBeside(entry));
    }

    LockRecord locked() {
        return LockRecord.of(runner.read(entry).entry());
    }

    ItemRecord item() {
        return ItemRecord.of(runner.read(entry).entry());
    }

    void given(StripeRecord stripe) {
        redis.call("SET", entry.recordKey(), stripe.bytes(), "PX", 3 * LONGEST_TTL_MILLIS);
    }

    /** Born and fenced an hour ago: as good as always. */
    void givenOldStripe() {
        given(new StripeRecord(now() - HOUR, now() - HOUR));
    }

    void given(LockRecord lock) {
        redis.call("SET", entry.key(), lock.bytes(), "PX", LONGEST_TTL_MILLIS);
    }

    void given(ItemRecord item) {
        redis.call("SET", entry.key(), item.bytes(), "PX", Items.TTL_MILLIS);
    }

    /** A limit that has passed. */
    long ranOut() {
        return now() - 300 * SECOND;
    }
}
