package io.throughline.inspect;

import io.throughline.inspect.LiveRedis.Found;
import io.throughline.inspect.StoredRecord.BelievedRecord;
import io.throughline.inspect.StoredRecord.ItemRecord;
import io.throughline.inspect.StoredRecord.LockRecord;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * An entry as it was when the scanner saw it, without its body.
 *
 * @param state not known before {@link #judged}
 * @param id with role and tenant, as it is in the key
 * @param length the value's length in bytes
 * @param expiresAt milliseconds of this machine's clock; {@link #NEVER}
 */
record SeenEntry(String key, String id, StoredRecord record, State state, long length, long expiresAt) {

    static final long NEVER = Long.MAX_VALUE;

    /** This many bytes of a value contain everything but the body. */
    static final int HEAD = 300;

    private static final byte[] LEFT_OUT = {};
    private static final int LONGEST_NUMBER = 18;

    /** The order in which people count: numbers first, by value. */
    static final Comparator<SeenEntry> BY_ID =
            Comparator.<SeenEntry>comparingLong(entry -> number(entry.id)).thenComparing(SeenEntry::id);

    /** How readers judge it. */
    enum State {
        /** An item that is believed. */
        ITEM,
        /** Somebody is writing the row. */
        LOCK,
        /** An item that is older than its region, or whose region has no record: a miss. */
        OUTLIVED,
        /** A record that this release does not know. */
        OTHER
    }

    /** @param now milliseconds of this machine's clock */
    static SeenEntry of(String key, Found found, long now) {
        StoredRecord record = StoredRecord.of(found.bytes());
        return new SeenEntry(
                key,
                key.substring(key.indexOf("}:") + 2),
                record instanceof ItemRecord item
                        ? new ItemRecord(item.stamp(), item.shape(), item.rule(), item.version(), LEFT_OUT)
                        : record,
                State.OTHER,
                found.length(),
                found.millisLeft() < 0 ? NEVER : now + found.millisLeft());
    }

    /** Without a regular expression, because a hundred thousand entries are sorted. */
    private static long number(String id) {
        int first = id.startsWith("-") ? 1 : 0;
        if (id.length() == first || id.length() > LONGEST_NUMBER) {
            return Long.MAX_VALUE;
        }
        for (int i = first; i < id.length(); i++) {
            if (id.charAt(i) < '0' || id.charAt(i) > '9') {
                return Long.MAX_VALUE;
            }
        }
        return Long.parseLong(id);
    }

    /** @param believed what its region's record says */
    SeenEntry judged(@Nullable BelievedRecord believed) {
        return new SeenEntry(key, id, record, stateOf(record, believed), length, expiresAt);
    }

    private static State stateOf(StoredRecord record, @Nullable BelievedRecord believed) {
        if (record instanceof LockRecord) {
            return State.LOCK;
        }
        if (record instanceof ItemRecord item) {
            return believed != null && item.stamp() >= believed.bornForReaders() ? State.ITEM : State.OUTLIVED;
        }
        return State.OTHER;
    }
}
