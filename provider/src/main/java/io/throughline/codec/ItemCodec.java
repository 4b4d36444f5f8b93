package io.throughline.codec;

import io.throughline.protocol.Item;
import io.throughline.protocol.Pipeline.EntryRecords;
import io.throughline.protocol.Read;
import java.nio.ByteBuffer;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.jspecify.annotations.Nullable;

/**
 * The items of one role as they are stored in Redis. A codec makes their bodies, and the bodies are sealed if there are keys. An item that is sealed
 * although this node does not seal, or the other way round, has another shape. It is a miss that the next put replaces. Safe for all threads.
 */
public final class ItemCodec {

    private static final int SHAPE_AT = Short.BYTES + Long.BYTES; // after letter, format and stamp

    private final EntryCodec bodies;
    private final Seals seals;
    private final long ttlMillis;
    private final long shape;
    private final long othersShape;

    /** @param ttlMillis the longest life of an entry: a seal is not valid for longer */
    public ItemCodec(EntryCodec bodies, Seals seals, long ttlMillis) {
        this.bodies = bodies;
        this.seals = seals;
        this.ttlMillis = ttlMillis;
        long sealed = Seals.shape(bodies.shape());
        this.shape = seals.isOn() ? sealed : bodies.shape();
        this.othersShape = seals.isOn() ? bodies.shape() : sealed;
    }

    /** The codec of the bodies. */
    public EntryCodec bodies() {
        return bodies;
    }

    /** The shape of the items that it writes, and the only one that it reads. */
    public long shape() {
        return shape;
    }

    /** Whether bodies are sealed, and only sealed bodies are read. */
    public boolean seals() {
        return seals.isOn();
    }

    /** Whether there is an item that differs from this shape only in that it is sealed and this node does not seal, or the other way round. */
    public boolean isOtherwiseSealed(EntryRecords records) {
        byte[] entry = records.entry();
        return entry != null
                && entry.length >= SHAPE_AT + Long.BYTES
                && isOtherwiseSealed(ByteBuffer.wrap(entry).getLong(SHAPE_AT));
    }

    /** Whether an item of that shape differs from this one only in that it is sealed and this node does not seal, or the other way round. */
    public boolean isOtherwiseSealed(long itsShape) {
        return itsShape == othersShape;
    }

    /**
     * @param key the entry's key in Redis
     * @param value what Hibernate passed to the access strategy
     * @param version the row's version, if it has one
     * @throws NotCacheableException if it holds something that no body may hold
     * @throws NotSealedException if it cannot be sealed at the moment
     */
    public Item encode(String key, Object value, @Nullable Object version, long ttlMillis) {
        Item plain = bodies.encode(value, version, ttlMillis);
        if (!seals.isOn()) {
            return plain;
        }
        ByteBuffer bytes = ByteBuffer.wrap(plain.bytes());
        int length = Item.headerLength(plain.bytes());
        ByteBuffer head = bytes.putLong(0, shape).slice(0, length);
        byte[] sealed = seals.seal(key, head, bytes.slice(length, bytes.limit() - length));
        return new Item(
                ByteBuffer.allocate(length + sealed.length)
                        .put(head)
                        .put(sealed)
                        .array(),
                plain.ttlMillis());
    }

    /** The beginning of an item, enough to ask whether it would be stored; {@code null} if asking is not worth it. */
    public byte @Nullable [] header(@Nullable Object version) {
        byte[] header = bodies.header(version);
        return header == null || !seals.isOn()
                ? header
                : ByteBuffer.wrap(header).putLong(0, shape).array();
    }

    /**
     * @param key the entry's key in Redis
     * @param read a hit
     * @return what Hibernate once passed
     * @throws UndecodableException if the bytes are not a body of this shape, or cannot be opened
     */
    public Object decode(String key, Read read, SharedSessionContractImplementor session) {
        return bodies.decode(open(key, read), session);
    }

    /**
     * The body of a hit, opened if it is sealed, but not decoded.
     *
     * @throws UndecodableException if it cannot be opened
     */
    public ByteBuffer open(String key, Read read) {
        ByteBuffer body = read.body();
        if (body == null) {
            throw new IllegalArgumentException("No hit");
        }
        if (!seals.isOn()) {
            return body;
        }
        ByteBuffer head = body.duplicate().flip().position(SHAPE_AT);
        return seals.open(key, head, body, read.stamp(), ttlMillis);
    }
}
