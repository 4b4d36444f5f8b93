package io.throughline.codec;

import io.throughline.codec.UndecodableException.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.List;
import java.util.function.LongSupplier;
import javax.crypto.SecretKey;

/**
 * Seals bodies, so that nobody without a key ({@code seal_keys}) can read one, make or change one, or move one to another entry:
 *
 * <pre>
 * sealed   1  key:4  nonce:12  ( text  tag:16 )      AES-256-GCM
 * text     since:8  span:4  body                     the server's clock when it was sealed: since + 0 to span ms
 * bound    1  key:4  shape:8  rule:1  length:1  version:length  the entry's key in Redis
 * </pre>
 *
 * <p>A script sets the stamp afterwards, so the stamp is not bound. It must be one that the script can have given to what was sealed at that time.
 * The seal is valid for as long as the entry may live.
 *
 * <p>Safe for all threads; never waits.
 */
public final class Seals {

    /** What sealing adds to a body, in bytes. */
    public static final int OVERHEAD = 1 + Integer.BYTES + Seal.NONCE + Long.BYTES + Integer.BYTES + Seal.TAG;

    private static final byte FORMAT = 1;
    private static final int HEAD = 1 + Integer.BYTES;
    private static final int DATES = Long.BYTES + Integer.BYTES;
    private static final String SHAPE = "throughline sealed ";
    private static final long MICROS = 1000; // in a millisecond
    private static final long LONGEST_SPAN = (1L << Integer.SIZE) - 1;

    private final List<Seal> seals;
    private final LongSupplier atLeast;
    private final LongSupplier atMost;
    private final long loadedBefore;
    private final long storedWithin;
    private final SecureRandom random = new SecureRandom();

    /**
     * @param keys 256-bit keys: the first seals, all open
     * @param atLeast lower bound of the servers' clocks now, in microseconds; 0 if it is not known
     * @param atMost upper bound of the servers' clocks now, in microseconds
     * @param loadedBefore by how many microseconds a stamp may lie before the time when its state is sealed: a loaded state is stamped with the time
     *     when the load began
     * @param storedWithin for how many microseconds at most after it was sealed a state may still be stored
     */
    public Seals(
            List<SecretKey> keys, LongSupplier atLeast, LongSupplier atMost, long loadedBefore, long storedWithin) {
        this.seals = keys.stream().map(Seal::new).toList();
        this.atLeast = atLeast;
        this.atMost = atMost;
        this.loadedBefore = loadedBefore;
        this.storedWithin = storedWithin;
    }

    /** For a node without keys: nothing is sealed, and nothing is opened. */
    public static Seals none() {
        return new Seals(List.of(), () -> 0, () -> 0, 0, 0);
    }

    /** Whether bodies are sealed here. */
    boolean isOn() {
        return !seals.isEmpty();
    }

    /**
     * The shape of sealed items, with any key, whose bodies have this shape. A node that does not seal takes them for another release's, and the
     * other way round.
     */
    static long shape(long ofBodies) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update((SHAPE + FORMAT + "\n").getBytes(StandardCharsets.US_ASCII));
            digest.update(ByteBuffer.allocate(Long.BYTES).putLong(ofBodies).array());
            return ByteBuffer.wrap(digest.digest()).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    /**
     * @param key the entry's key in Redis
     * @param head the part of its item before the body
     * @throws NotSealedException if the servers' clocks are not known
     */
    byte[] seal(String key, ByteBuffer head, ByteBuffer body) {
        long since = atLeast.getAsLong();
        long until = atMost.getAsLong();
        long span = (until - since) / MICROS + 1;
        if (since <= 0 || until < since || span > LONGEST_SPAN) {
            throw new NotSealedException();
        }
        Seal seal = seals.get(0);
        byte[] nonce = new byte[Seal.NONCE];
        random.nextBytes(nonce);
        ByteBuffer text = ByteBuffer.allocate(DATES + body.remaining())
                .putLong(since)
                .putInt((int) span)
                .put(body)
                .flip();
        ByteBuffer sealed = ByteBuffer.allocate(HEAD + Seal.NONCE + text.remaining() + Seal.TAG)
                .put(FORMAT)
                .putInt(seal.id())
                .put(nonce);
        seal.seal(nonce, bound(seal.id(), head, key), text, sealed);
        return sealed.array();
    }

    /**
     * Opens the body.
     *
     * @param stamp the item's stamp
     * @param ttlMillis the longest life of such an entry
     * @throws UndecodableException unless it was sealed for this entry, with one of the keys, at a time that fits the stamp, and not longer ago than
     *     it may live
     */
    ByteBuffer open(String key, ByteBuffer head, ByteBuffer sealed, long stamp, long ttlMillis) {
        int length = sealed.remaining() - OVERHEAD;
        if (length < 0 || sealed.get(sealed.position()) != FORMAT) {
            throw new UndecodableException(Reason.OTHER_SEAL_FORMAT);
        }
        if (length > Bodies.LARGEST_BODY) {
            throw new UndecodableException(Reason.TOO_LARGE);
        }
        ByteBuffer in = sealed.duplicate();
        in.get();
        int id = in.getInt();
        byte[] nonce = new byte[Seal.NONCE];
        in.get(nonce);
        ByteBuffer text = opened(id, nonce, bound(id, head, key), in);
        long since = text.getLong();
        long until = since + Integer.toUnsignedLong(text.getInt()) * MICROS;
        if (stamp < since - loadedBefore || stamp > until + storedWithin) {
            throw new UndecodableException(Reason.OTHER_TIME);
        }
        long now = atLeast.getAsLong();
        if (now <= 0) {
            throw new UndecodableException(Reason.NO_CLOCK);
        }
        if (now - until > ttlMillis * MICROS + storedWithin) {
            throw new UndecodableException(Reason.SEALED_TOO_LONG_AGO);
        }
        return text.slice();
    }

    private ByteBuffer opened(int id, byte[] nonce, ByteBuffer bound, ByteBuffer in) {
        boolean isKnown = false;
        for (Seal seal : seals) { // two keys may have the same id: one pair in four thousand million
            if (seal.id() == id) {
                isKnown = true;
                ByteBuffer text = ByteBuffer.allocate(in.remaining() - Seal.TAG);
                if (seal.open(nonce, bound.duplicate(), in.duplicate(), text)) {
                    return text.flip();
                }
            }
        }
        throw new UndecodableException(isKnown ? Reason.BROKEN_SEAL : Reason.UNKNOWN_KEY);
    }

    /** Unambiguous, because the head contains its length, and the rest is the key. */
    private static ByteBuffer bound(int id, ByteBuffer head, String key) {
        byte[] name = key.getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(HEAD + head.remaining() + name.length)
                .put(FORMAT)
                .putInt(id)
                .put(head.duplicate())
                .put(name)
                .flip();
    }
}
