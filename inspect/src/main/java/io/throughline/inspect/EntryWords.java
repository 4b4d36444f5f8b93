package io.throughline.inspect;

import io.throughline.codec.UndecodableException;
import io.throughline.inspect.KnownMapping.Role;
import io.throughline.inspect.LiveRedis.Found;
import io.throughline.inspect.StoredRecord.BelievedRecord;
import io.throughline.inspect.StoredRecord.Holder;
import io.throughline.inspect.StoredRecord.ItemRecord;
import io.throughline.inspect.StoredRecord.LockRecord;
import io.throughline.inspect.StoredRecord.UnknownRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An entry in words: lines of a name and a value, and for its state a line for each attribute or element. */
final class EntryWords {

    private static final int QUERY_RESULT = 2;

    private final List<Line> lines = new ArrayList<>();
    private final List<Line> state = new ArrayList<>();

    private EntryWords() {}

    /** One line. */
    record Line(String name, String value) {}

    /**
     * @param key the entry's key
     * @param name the same key, in its parts
     * @param entry what the key holds; {@code null}: nothing
     * @param believed what its region's record holds
     * @param known the mapping by which its state is decoded; {@code null}: the state is not decoded
     * @param now microseconds of the server's clock
     * @throws CannotInspectException if there is a mapping, but it has nothing that the entry could be of
     */
    static EntryWords of(
            String key,
            KeyName name,
            @Nullable Found entry,
            @Nullable Found believed,
            @Nullable KnownMapping known,
            long now) {
        EntryWords words = new EntryWords();
        words.describe(name);
        if (entry == null) {
            words.line("record", "none: readers get a miss");
            return words;
        }
        StoredRecord record = StoredRecord.of(entry.bytes());
        Role of = known == null ? null : known.role(name);
        if (known != null && of == null && !(record instanceof ItemRecord item && item.rule() == QUERY_RESULT)) {
            throw new CannotInspectException("The mapping has no entity, collection or natural id '"
                    + name.roleOrRegion() + "'; accepted: a mapping that has it");
        }
        StoredRecord slice = believed == null ? null : StoredRecord.of(believed.bytes());
        if (record instanceof ItemRecord item) {
            words.item(item, of, known, now);
        } else if (record instanceof LockRecord lock) {
            words.lock(lock, now);
        } else {
            words.line(
                    "record",
                    "of a format that is unknown here: "
                            + (record instanceof UnknownRecord unknown ? unknown.why() : "a region's"));
        }
        words.line("size", entry.length() + " bytes");
        words.line("time left", Words.timeLeft(entry.millisLeft()));
        words.line("to readers", toReaders(record, slice, of));
        if (entry.length() > entry.bytes().length) {
            words.line("state", "too long to be opened here");
        } else if (record instanceof ItemRecord item && of != null && of.codec().shape() == item.shape()) {
            words.state(known, of, key, entry.bytes(), now);
        }
        return words;
    }

    List<Line> lines() {
        return lines;
    }

    /** The state's lines; empty if it is not decoded. */
    List<Line> state() {
        return state;
    }

    private void line(String name, String value) {
        lines.add(new Line(name, value));
    }

    private void describe(KeyName name) {
        line("namespace", name.namespace());
        line("region", name.region() + ", " + name.sliceInWords());
        if (!name.role().isEmpty()) {
            line("role", name.role());
        }
        if (!name.tenant().isEmpty()) {
            line("tenant", name.tenant());
        }
        line("id", name.id());
    }

    private void item(ItemRecord item, @Nullable Role role, @Nullable KnownMapping known, long now) {
        line("record", "an item, format 1, of " + (role != null ? role.kind() : kind(item.rule())));
        line("stamp", Words.time(item.stamp(), now));
        line("version", Words.version(item.version()));
        line("shape", Words.shape(item.shape()) + shapeOf(item, role, known));
        line(
                "replaced by",
                switch (item.rule()) {
                    case 0 -> "a newer version, or another shape";
                    case 1 -> "another value, or another shape";
                    case QUERY_RESULT -> "a later execution of the query, or another shape";
                    default -> "rule " + item.rule() + ", which is unknown here";
                });
    }

    private static String kind(int rule) {
        return switch (rule) {
            case 1 -> "a natural id";
            case QUERY_RESULT -> "a query's result";
            default -> "an entity or a collection";
        };
    }

    private static String shapeOf(ItemRecord item, @Nullable Role role, @Nullable KnownMapping known) {
        if (role == null || known == null) {
            return "";
        }
        if (role.codec().isOtherwiseSealed(item.shape())) {
            return role.codec().seals()
                    ? ", the given mapping's, but not sealed"
                    : ", the given mapping's, sealed: --setting hibernate.cache.redis.seal_keys=env:<name> opens it";
        }
        return role.codec().shape() == item.shape()
                ? ", the given mapping's" + (role.codec().seals() ? ", sealed" : "")
                : ", of another mapping: the given one has "
                        + Words.shape(role.codec().shape());
    }

    private void lock(LockRecord lock, long now) {
        line("record", "a lock, format 1: a transaction is writing the row");
        line("since", Words.time(lock.since(), now));
        line(
                "concurrent",
                lock.concurrent()
                        ? "yes: nothing will be stored when it is removed"
                        : "no: its holder will store what it wrote");
        int number = 1;
        for (Holder holder : lock.holders()) {
            line("holder " + number++, holder.token() + ", limit " + Words.time(holder.limit(), now));
        }
    }

    /** How READ judges the two records. A hit also requires that the reader's transaction began after the stamp. */
    private static String toReaders(StoredRecord entry, @Nullable StoredRecord believed, @Nullable Role role) {
        if (believed == null) {
            return "a miss: its region's record is missing";
        }
        if (!(believed instanceof BelievedRecord slice)) {
            return "a miss: its region's record has a format that is unknown here";
        }
        if (entry instanceof LockRecord) {
            return "a miss: it is locked";
        }
        if (!(entry instanceof ItemRecord item)) {
            return "a miss: a record of another format";
        }
        if (item.stamp() < slice.bornForReaders()) {
            return slice.bornForReaders() > slice.born()
                    ? "a miss: a bulk statement is writing the region"
                    : "a miss: it is older than its region, born " + Words.instant(slice.born());
        }
        if (role != null && role.codec().isOtherwiseSealed(item.shape())) {
            return role.codec().seals() ? "a miss for nodes with seal_keys" : "a miss for nodes without seal_keys";
        }
        if (role != null && role.codec().shape() != item.shape()) {
            return "a miss for the given mapping: another shape";
        }
        return "a hit for those whose transaction began after the stamp"
                + (role == null ? ", and whose mapping has the shape" : "");
    }

    private void state(KnownMapping known, Role role, String key, byte[] record, long now) {
        Map<String, Object> decoded;
        try {
            decoded = known.decode(role, key, record, now);
        } catch (UndecodableException e) {
            line("state", "readers get a miss: " + e.getMessage());
            return;
        }
        line("state", "of " + role.name());
        decoded.forEach((attribute, value) -> state.add(new Line(attribute, Words.value(value))));
    }
}
