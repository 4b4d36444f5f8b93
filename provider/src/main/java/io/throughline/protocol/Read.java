package io.throughline.protocol;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * READ: what a reader makes of the two records. A hit is an item with {@code born <= stamp < asOf}, of the right shape.
 *
 * @param miss why it is not a hit, or {@code null} if it is one
 * @param stamp the item's if it is a hit, in microseconds of the server's clock
 * @param body positioned at the item's body if it is a hit
 */
public record Read(
        @Nullable Miss miss, long stamp, @Nullable ByteBuffer body) {

    /** Why a read was not a hit. */
    public enum Miss {
        /** Contact with Redis is lost, or was lost since the item was stamped, so the item is not used. */
        BYPASSED,
        /** No entry is there. */
        ABSENT,
        /** The record of its region or stripe is missing, so it is not known what has happened to the entries. */
        NO_RECORD,
        /** A transaction is writing the entry. */
        LOCKED,
        /** The item is older than its region, or stripe, or a bulk statement is writing the region. */
        CLOSED,
        /** The item is newer than the reader's transaction. */
        NEWER,
        /** Another release of the application, or of the mapping, stored it. */
        OTHER_SHAPE,
        /** A record of another format. */
        OTHER_FORMAT
    }

    private static final short RECORD = record('S');
    private static final short RECORD_WITH_FENCES = record('F');
    private static final short ITEM = record('I');
    private static final short LOCK = record('L');
    private static final long LAST_TIME = (1L << 53) - 1; // as in records.lua
    private static final int TOKEN_AND_LIMIT = Token.LENGTH + Long.BYTES;

    private static boolean isRecord(short kind) {
        return kind == RECORD || kind == RECORD_WITH_FENCES;
    }

    private static short record(char kind) {
        return (short) (kind << 8 | 1);
    }

    /**
     * @param asOf lower bound of the server's clock when the reader's transaction began
     * @param shape the shape of the reader's mapping
     */
    public static Read of(Pipeline.EntryRecords records, long asOf, long shape) {
        if (records.believedFrom() == Pipeline.NOTHING) {
            return missed(Miss.BYPASSED);
        }
        if (records.entry() == null) {
            return missed(Miss.ABSENT);
        }
        if (records.record() == null) {
            return missed(Miss.NO_RECORD);
        }
        ByteBuffer entry = ByteBuffer.wrap(records.entry());
        ByteBuffer record = ByteBuffer.wrap(records.record());
        if (entry.remaining() < Short.BYTES || record.remaining() < Short.BYTES || !isRecord(record.getShort())) {
            return missed(Miss.OTHER_FORMAT);
        }
        short kind = entry.getShort();
        if (kind == LOCK) {
            return missed(Miss.LOCKED);
        }
        if (kind != ITEM || entry.remaining() < 2 * Long.BYTES + 2 || record.remaining() < 2 * Long.BYTES) {
            return missed(Miss.OTHER_FORMAT);
        }
        long stamp = entry.getLong();
        long born = born(record);
        if (!isTime(stamp) || !isTime(born)) {
            return missed(Miss.OTHER_FORMAT);
        }
        if (stamp < born) {
            return missed(Miss.CLOSED);
        }
        if (stamp < records.believedFrom()) {
            return missed(Miss.BYPASSED);
        }
        if (stamp >= asOf) {
            return missed(Miss.NEWER);
        }
        if (entry.getLong() != shape) {
            return missed(Miss.OTHER_SHAPE);
        }
        entry.get();
        int versionLength = entry.get() & 0xff;
        if (entry.remaining() < versionLength) {
            return missed(Miss.OTHER_FORMAT);
        }
        entry.position(entry.position() + versionLength);
        return new Read(null, stamp, entry);
    }

    private static boolean isTime(long micros) {
        return micros >= 0 && micros <= LAST_TIME;
    }

    /** While there are closers, it counts as born at their greatest limit, which is in the future. Negative if a time in it is not valid. */
    private static long born(ByteBuffer record) {
        long born = record.getLong();
        boolean times = isTime(born) && isTime(record.getLong()); // the fence is for puts
        while (record.remaining() >= TOKEN_AND_LIMIT) {
            record.position(record.position() + Token.LENGTH);
            long limit = record.getLong();
            times &= isTime(limit);
            born = Math.max(born, limit);
        }
        return times ? born : -1;
    }

    /**
     * Whether a query space has not changed since {@code asOf}, and is not about to.
     *
     * @param space its record; {@code null} if it is missing, since the space may then have changed just now
     */
    public static boolean isUnchangedSince(byte @Nullable [] space, long asOf) {
        long changed = lastChange(space);
        return changed >= 0 && changed < asOf;
    }

    /** When a query space last changed, in microseconds; negative if somebody is about to change it, or if this is not a space's record. */
    public static long lastChangeUnmarked(byte @Nullable [] space) {
        return space == null || space.length >= Short.BYTES + 2 * Long.BYTES + TOKEN_AND_LIMIT ? -1 : lastChange(space);
    }

    /** Whether these bytes are a query space's record. */
    public static boolean isSpace(byte @Nullable [] space) {
        return lastChange(space) >= 0;
    }

    /** The same for a query space; negative if this is not a space's record. */
    private static long lastChange(byte @Nullable [] space) {
        if (space == null || space.length < Short.BYTES + 2 * Long.BYTES) {
            return -1;
        }
        ByteBuffer record = ByteBuffer.wrap(space);
        return isRecord(record.getShort()) ? born(record) : -1;
    }

    private static Read missed(Miss miss) {
        return new Read(miss, 0, null);
    }
}
