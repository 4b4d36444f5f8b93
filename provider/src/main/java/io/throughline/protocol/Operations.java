package io.throughline.protocol;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes the calls of the protocol's operations. Each operation's script says what it does, and why. Immutable.
 */
public final class Operations {

    /** A load that took longer than this (microseconds) is not put, because traces of what happened meanwhile may be gone. */
    public static final long RETENTION = 60_000_000;

    private static final byte[] NO_ITEM = {};
    private static final byte[] NOT_FOR_LENGTH = number(0);
    private static final byte[] LOADED = number(0);
    private static final byte[] INSERTED = number(1);
    private static final byte[] STORING = number(0);
    private static final byte[] ASKING = number(1);
    private static final byte[] RETENTION_ARGUMENT = number(RETENTION);

    private final Scripts scripts;
    private final byte[] lockTimeout;

    /** @param lockTimeoutMicros how long a lock protects if its holder never settles */
    public Operations(Scripts scripts, long lockTimeoutMicros) {
        this.scripts = scripts;
        this.lockTimeout = number(lockTimeoutMicros);
    }

    /** The scripts that the calls run. */
    public Scripts scripts() {
        return scripts;
    }

    /**
     * LOCK, before a commit.
     *
     * @param deadline microseconds of the server's clock after which it must not run any more
     */
    public Call lock(EntryAddress entry, Token token, long deadline) {
        return onEntry(scripts.lock(), entry, token.bytes(), lockTimeout, number(deadline), RETENTION_ARGUMENT);
    }

    /**
     * SETTLE, after a commit.
     *
     * @param item the new state, or {@code null} if the old one is only to be removed
     */
    public Call settle(EntryAddress entry, Token token, @Nullable Item item) {
        return onEntry(
                scripts.settle(),
                entry,
                token.bytes(),
                RETENTION_ARGUMENT,
                number(item == null ? 0 : item.ttlMillis()),
                item == null ? NO_ITEM : item.bytes());
    }

    /**
     * PUT, of a loaded state.
     *
     * @param asOf lower bound of the server's clock, taken before the state was read
     * @param replaceBefore an item that was stamped before this is replaced, whatever it holds; 0: no item is replaced for its stamp alone
     */
    public Call putLoaded(EntryAddress entry, Item item, long asOf, long replaceBefore) {
        return put(entry, item.bytes(), item.ttlMillis(), asOf, LOADED, replaceBefore, STORING);
    }

    /**
     * PUT that only asks: it answers as {@link #putLoaded} would, and stores nothing.
     *
     * @param header the header of the item that would be put
     */
    public Call askForPut(EntryAddress entry, byte[] header, long asOf, long replaceBefore) {
        return put(entry, header, 0, asOf, LOADED, replaceBefore, ASKING);
    }

    /**
     * PUT, of a state that a committed transaction inserted.
     *
     * @param asOf lower bound of the server's clock, taken just before the commit
     * @param replaceBefore as with {@link #putLoaded}
     */
    public Call putInserted(EntryAddress entry, Item item, long asOf, long replaceBefore) {
        return put(entry, item.bytes(), item.ttlMillis(), asOf, INSERTED, replaceBefore, STORING);
    }

    private Call put(
            EntryAddress entry, byte[] item, long ttl, long asOf, byte[] kind, long replaceBefore, byte[] asking) {
        return onEntry(
                scripts.put(),
                entry,
                number(asOf),
                kind,
                RETENTION_ARGUMENT,
                number(ttl),
                number(replaceBefore),
                item,
                asking);
    }

    /** EVICT one entry, now. */
    public Call evict(EntryAddress entry) {
        return onEntry(scripts.evict(), entry, RETENTION_ARGUMENT);
    }

    /** TOUCH: the item ends an idle time from now, but not later than its time to live after its stamp. */
    public Call touch(EntryAddress entry, long idleMillis, long ttlMillis) {
        return new Call(
                scripts.touch(),
                List.of(entry.recordKey(), entry.key()),
                List.of(number(idleMillis), number(ttlMillis)));
    }

    /** MAKE the record of a region, or those of its stripes, if they are missing. */
    public Call make(RegionAddress region) {
        return onRegion(scripts.make(), region);
    }

    /**
     * CLEAR a region.
     *
     * @param floor microseconds of the server's clock: no load that began before it is put
     */
    public Call clear(RegionAddress region, long floor) {
        return onRegion(scripts.clear(), region, number(floor));
    }

    /**
     * CLEAR some records, of any regions or query spaces.
     *
     * @param ttlMillis time to live of the records: the longest of any of them
     */
    public Call clear(List<String> recordKeys, long ttlMillis, long floor) {
        return new Call(scripts.clear(), recordKeys, with(ttlMillis, number(floor)));
    }

    /**
     * SWEEP: removes those of the entries that nobody uses any more.
     *
     * @param entryKeys the entries to which the record belongs
     */
    public Call sweep(RegionAddress region, String recordKey, List<String> entryKeys) {
        List<String> keys = new ArrayList<>(entryKeys.size() + 1);
        keys.add(recordKey);
        keys.addAll(entryKeys);
        return new Call(scripts.sweep(), keys, with(region.recordTtlMillis(), NOT_FOR_LENGTH));
    }

    /** SWEEP: removes an entry if its value is longer than this, whatever it is. */
    public Call sweepLong(String recordKey, String entryKey, long longest) {
        return new Call(scripts.sweep(), List.of(recordKey, entryKey), with(0, number(longest)));
    }

    /** CLOSE a region, before a bulk statement's commit. */
    public Call close(RegionAddress region, Token token, long deadline) {
        return onRegion(scripts.close(), region, token.bytes(), lockTimeout, number(deadline));
    }

    /** OPEN a region, after a bulk statement's commit. */
    public Call open(RegionAddress region, Token token) {
        return onRegion(scripts.open(), region, token.bytes());
    }

    /** MAKE the record of a query space, if it is missing. */
    public Call make(SpaceAddress space) {
        return onSpace(scripts.make(), space);
    }

    /** Marks a query space as about to change, before the commit. Its record is that of a region without entries, and this is its CLOSE. */
    public Call mark(SpaceAddress space, Token token, long deadline) {
        return onSpace(scripts.close(), space, token.bytes(), lockTimeout, number(deadline));
    }

    /**
     * Reports that a query space has changed. It removes the mark and makes all results from before now out of date. This is the OPEN of a region
     * without entries.
     */
    public Call changed(SpaceAddress space, Token token) {
        return onSpace(scripts.open(), space, token.bytes());
    }

    /**
     * JOIN: adds a member, or more regions of a member.
     *
     * @param nonce to use if the registry is missing
     * @param regions that the member keeps near, by {@link RegionAddress#prefix()}
     */
    public Call join(NearAddress near, String member, long leaseMillis, String nonce, Collection<String> regions) {
        List<byte[]> arguments =
                arguments(number(NearAddress.TTL_MILLIS), ascii(member), number(leaseMillis), ascii(nonce));
        regions.forEach(region -> arguments.add(ascii(region)));
        return onRegistry(scripts.near().join(), near, arguments);
    }

    /** RENEW: renews a member's lease, in the registry with this nonce. */
    public Call renew(NearAddress near, String member, String nonce) {
        return onRegistry(
                scripts.near().renew(), near, List.of(number(NearAddress.TTL_MILLIS), ascii(member), ascii(nonce)));
    }

    /** EXPEL: expels members that have not given their word. */
    public Call expel(NearAddress near, Collection<String> members) {
        List<byte[]> arguments = arguments(number(NearAddress.TTL_MILLIS));
        members.forEach(member -> arguments.add(ascii(member)));
        return onRegistry(scripts.near().expel(), near, arguments);
    }

    /**
     * LEAVE: removes members.
     *
     * @param expelled whether to remove only those that were expelled
     */
    public Call leave(NearAddress near, Collection<String> members, boolean expelled) {
        List<byte[]> arguments = arguments(number(expelled ? 1 : 0));
        members.forEach(member -> arguments.add(ascii(member)));
        return onRegistry(scripts.near().leave(), near, arguments);
    }

    /**
     * CALL: tells members what is about to change, or has changed.
     *
     * @param own the caller's own member, empty if the caller is not a member
     * @param channel as the server knows it
     * @param regions of what changes, by {@link RegionAddress#prefix()}
     */
    public Call call(NearAddress near, String own, String channel, byte[] message, Collection<String> regions) {
        List<byte[]> arguments = arguments(ascii(own), channel.getBytes(StandardCharsets.UTF_8), message);
        regions.forEach(region -> arguments.add(ascii(region)));
        return onRegistry(scripts.near().call(), near, arguments);
    }

    private static List<byte[]> arguments(byte[]... first) {
        return new ArrayList<>(List.of(first));
    }

    private static Call onRegistry(Script script, NearAddress near, List<byte[]> arguments) {
        return new Call(script, List.of(near.registryKey()), arguments);
    }

    private static Call onSpace(Script script, SpaceAddress space, byte[]... arguments) {
        return new Call(script, List.of(space.key()), with(space.ttlMillis(), arguments));
    }

    private static Call onEntry(Script script, EntryAddress entry, byte[]... arguments) {
        RegionAddress region = entry.region();
        String fences = region.fencesKey();
        if (fences == null) {
            return new Call(script, List.of(entry.recordKey(), entry.key()), with(region.recordTtlMillis(), arguments));
        }
        byte[][] numbered = Arrays.copyOf(arguments, arguments.length + 1);
        numbered[arguments.length] = number(entry.stripe());
        return new Call(
                script, List.of(entry.recordKey(), fences, entry.key()), with(region.recordTtlMillis(), numbered));
    }

    private static Call onRegion(Script script, RegionAddress region, byte[]... arguments) {
        return new Call(script, region.recordKeys(), with(region.recordTtlMillis(), arguments));
    }

    private static List<byte[]> with(long recordTtlMillis, byte[]... arguments) {
        byte[][] all = new byte[arguments.length + 1][];
        all[0] = number(recordTtlMillis);
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return List.of(all);
    }

    private static byte[] number(long n) {
        return ascii(Long.toString(n));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
