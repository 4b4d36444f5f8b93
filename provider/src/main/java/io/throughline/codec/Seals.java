package io.throughline.codec;

import io.throughline.codec.UndecodableException.Reason;
import io.throughline.protocol.Item;
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
 * stamped  2  key:4  nonce:12  ( body  tag:16 )      AES-256-GCM
 * bound    2  key:4  stamp:8  shape:8  rule:1  length:1  version:length  the entry's key in Redis
 *
 * dated    1  key:4  nonce:12  ( text  tag:16 )
 * text     since:8  span:4  body                     the server's clock when it was sealed: since + 0 to span ms
 * bound    1  key:4  shape:8  rule:1  length:1  version:length  the entry's key in Redis
 * </pre>
 *
 * <p>What was loaded is stamped with its asOf, which the node knows: the stamp is bound. What a commit stores is stamped by the script afterwards: such a seal is dated, and the
 * stamp must be one that the script can have given to what was sealed then. Both are valid for as long as the entry may live.
 *
 * <p>Safe for all threads; never waits.
 */
public final class Seals {

    private static final byte DATED = 1;
    private static final byte STAMPED = 2;
    private static final int HEAD = 1 + Integer.BYTES;
    private static final int DATES = Long.BYTES + Integer.BYTES;

    /** What sealing adds to a body whose stamp is known, in bytes. */
    public static final int OVERHEAD = HEAD + Seal.NONCE + Seal.TAG;

    /** The same of one that is stamped later. */
    public static final int OVERHEAD_DATED = OVERHEAD + DATES;

    private static final String SHAPE = "throughline sealed 1\n";
    private static final long MICROS = 1000; // in a millisecond
    private static final long LONGEST_SPAN = (1L << Integer.SIZE) - 1;

    private final List<Seal> seals;
    private final LongSupplier atLeast;
    private final LongSupplier atMost;
    private final long storedWithin;
    private final long apart;
    private final SecureRandom random = new SecureRandom();

    /**
     * @param keys 256-bit keys: the first seals, all open
     * @param atLeast lower bound of the servers' clocks now, in microseconds; 0 if it is not known
     * @param atMost upper bound of the servers' clocks now, in microseconds
     * @param storedWithin for how many microseconds at most after it was sealed, or stamped if it was loaded, a state may still be stored
     * @param apart by how many microseconds the clocks of a server and of its successor may differ
     */
    public Seals(List<SecretKey> keys, LongSupplier atLeast, LongSupplier atMost, long storedWithin, long apart) {
        this.seals = keys.stream().map(Seal::new).toList();
        this.atLeast = atLeast;
        this.atMost = atMost;
        this.storedWithin = storedWithin;
        this.apart = apart;
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
            digest.update(SHAPE.getBytes(StandardCharsets.US_ASCII));
            digest.update(ByteBuffer.allocate(Long.BYTES).putLong(ofBodies).array());
            return ByteBuffer.wrap(digest.digest()).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    /**
     * @param key the entry's key in Redis
     * @param head the part of its item between the stamp and the body
     * @param stamp of what was loaded, or {@link Item#NOT_YET_STAMPED}
     * @throws NotSealedException if the seal has to be dated and the servers' clocks are not known
     */
    byte[] seal(String key, ByteBuffer head, ByteBuffer body, long stamp) {
        return stamp == Item.NOT_YET_STAMPED
                ? seal(DATED, key, head, stamp, dated(body))
                : seal(STAMPED, key, head, stamp, body);
    }

    private ByteBuffer dated(ByteBuffer body) {
        long since = atLeast.getAsLong();
        long until = atMost.getAsLong();
        long span = (until - since) / MICROS + 1;
        if (since <= 0 || until < since || span > LONGEST_SPAN) {
            throw new NotSealedException();
        }
        return ByteBuffer.allocate(DATES + body.remaining())
                .putLong(since)
                .putInt((int) span)
                .put(body)
                .flip();
    }

    private byte[] seal(byte format, String key, ByteBuffer head, long stamp, ByteBuffer text) {
        Seal seal = seals.get(0);
        byte[] nonce = new byte[Seal.NONCE];
        random.nextBytes(nonce);
        ByteBuffer sealed = ByteBuffer.allocate(OVERHEAD + text.remaining())
                .put(format)
                .putInt(seal.id())
                .put(nonce);
        seal.seal(nonce, bound(format, seal.id(), stamp, head, key), text, sealed);
        return sealed.array();
    }

    /**
     * Opens the body.
     *
     * @param stamp the item's stamp
     * @param ttlMillis the longest life of such an entry
     * @throws UndecodableException unless it was sealed for this entry, with one of the keys, for this stamp or at a time that fits it, and not longer ago
     *     than it may live
     */
    ByteBuffer open(String key, ByteBuffer head, ByteBuffer sealed, long stamp, long ttlMillis) {
        byte format = sealed.hasRemaining() ? sealed.get(sealed.position()) : 0;
        int length = sealed.remaining() - (format == DATED ? OVERHEAD_DATED : OVERHEAD);
        if (length < 0 || format != DATED && format != STAMPED) {
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
        ByteBuffer text = opened(id, nonce, bound(format, id, stamp, head, key), in);
        long until = format == STAMPED ? stamp : sealedUntil(text, stamp);
        long now = atLeast.getAsLong();
        if (now <= 0) {
            throw new UndecodableException(Reason.NO_CLOCK);
        }
        if (now - until > ttlMillis * MICROS + storedWithin + apart) {
            throw new UndecodableException(Reason.SEALED_TOO_LONG_AGO);
        }
        return text.slice();
    }

    /** When a dated text was sealed, at the latest. */
    private long sealedUntil(ByteBuffer text, long stamp) {
        long since = text.getLong();
        long until = since + Integer.toUnsignedLong(text.getInt()) * MICROS;
        if (stamp < since - apart || stamp > until + storedWithin + apart) {
            throw new UndecodableException(Reason.OTHER_TIME);
        }
        return until;
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

    /** Unambiguous: the format says whether there is a stamp, the head says how long it is, and the key is the rest. */
    private static ByteBuffer bound(byte format, int id, long stamp, ByteBuffer head, String key) {
        byte[] name = key.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer bound = ByteBuffer.allocate(HEAD + Long.BYTES + head.remaining() + name.length)
                .put(format)
                .putInt(id);
        if (format == STAMPED) {
            bound.putLong(stamp);
        }
        return bound.put(head.duplicate()).put(name).flip();
    }
}
