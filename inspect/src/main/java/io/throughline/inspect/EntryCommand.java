package io.throughline.inspect;

import io.throughline.codec.KeyText;
import io.throughline.codec.UndecodableException;
import io.throughline.inspect.KnownMapping.Role;
import io.throughline.inspect.LiveRedis.Found;
import io.throughline.inspect.StoredRecord.BelievedRecord;
import io.throughline.inspect.StoredRecord.Holder;
import io.throughline.inspect.StoredRecord.ItemRecord;
import io.throughline.inspect.StoredRecord.LockRecord;
import io.throughline.inspect.StoredRecord.UnknownRecord;
import io.throughline.protocol.RegionAddress;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** One entry. */
@Command(name = "entry", description = "Prints an entry: an item with its state, or a lock with its holders.")
final class EntryCommand implements Callable<Integer> {

    private static final int QUERY_RESULT = 2;

    @Mixin
    private RedisOptions redis = new RedisOptions();

    @Mixin
    private MappingOptions mapping = new MappingOptions();

    @Option(
            names = {"-r", "--region"},
            description = "The region, with its prefix if it has one; then the argument is an id, not a key")
    private @Nullable String region;

    @Option(
            names = "--role",
            description =
                    "With --region: the entity, collection or <entity>##NaturalId, if the region is named after another")
    private @Nullable String role;

    @Option(names = "--tenant", description = "With --region: the tenant")
    private @Nullable String tenant;

    @Parameters(
            paramLabel = "<key>",
            description =
                    "The whole key, or with --region the id; of a composite id the parts by their attributes' names: EUR,1")
    private String key = "";

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        Lines out = Lines.to(spec);
        try (KnownMapping known = mapping.mapping();
                LiveRedis live = redis.open()) {
            String wanted = region == null ? key : keyOf(region, known);
            KeyName name = KeyName.parse(wanted);
            if (name.isSlice()) {
                throw new CannotInspectException(
                        "'" + wanted + "' is the key of no entry; accepted: the command stripe, or an entry's key");
            }
            Found entry = live.get(wanted);
            Found believed = live.get(name.recordKey(live.isCluster()));
            out.title(wanted);
            describe(out, name);
            if (entry == null) {
                out.line("record", "none: to readers a miss");
                return 1;
            }
            StoredRecord record = StoredRecord.of(entry.bytes());
            Role of = known == null ? null : known.role(name);
            if (known != null && of == null && !(record instanceof ItemRecord item && item.rule() == QUERY_RESULT)) {
                throw new CannotInspectException("The mapping has nothing that is called '" + name.roleOrRegion()
                        + "'; accepted: a mapping with what the entry is of");
            }
            long now = live.now();
            StoredRecord slice = believed == null ? null : StoredRecord.of(believed.bytes());
            if (record instanceof ItemRecord item) {
                item(out, item, of, known, now);
            } else if (record instanceof LockRecord lock) {
                lock(out, lock, now);
            } else {
                out.line(
                        "record",
                        "of no format known here: "
                                + (record instanceof UnknownRecord unknown ? unknown.why() : "a region's"));
            }
            out.line("size", entry.bytes().length + " bytes");
            out.line("time left", Words.timeLeft(entry.millisLeft()));
            out.line("to readers", toReaders(record, slice, of));
            if (record instanceof ItemRecord item && of != null && of.codec().shape() == item.shape()) {
                state(out, known, of, wanted, entry.bytes(), now);
            }
            return 0;
        }
    }

    private String keyOf(String regionName, @Nullable KnownMapping known) {
        String before = (role == null ? "" : KeyText.name(role) + ":")
                + (tenant == null ? "" : "@" + KeyText.name(tenant) + ":");
        RegionAddress address =
                new RegionAddress(KeyText.name(redis.namespace()), KeyText.name(regionName), 0, false, false);
        String id = KeyText.id(key);
        return address.entry(before + (known == null ? id : known.ids().of(address.prefix() + before, id)))
                .key();
    }

    private static void describe(Lines out, KeyName name) {
        out.line("namespace", name.namespace());
        out.line("region", name.region() + ", " + name.sliceInWords());
        if (!name.role().isEmpty()) {
            out.line("role", name.role());
        }
        if (!name.tenant().isEmpty()) {
            out.line("tenant", name.tenant());
        }
        out.line("id", name.id());
    }

    private static void item(Lines out, ItemRecord item, @Nullable Role role, @Nullable KnownMapping known, long now) {
        out.line("record", "an item, format 1, of " + (role != null ? role.kind() : kind(item.rule())));
        out.line("stamp", Words.time(item.stamp(), now));
        out.line("version", Words.version(item.version()));
        out.line("shape", Words.shape(item.shape()) + shapeOf(item, role, known));
        out.line(
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

    private static void lock(Lines out, LockRecord lock, long now) {
        out.line("record", "a lock, format 1: a transaction is writing the row");
        out.line("since", Words.time(lock.since(), now));
        out.line(
                "concurrent",
                lock.concurrent()
                        ? "yes: nothing will be stored when it goes"
                        : "no: its holder will store what it wrote");
        int number = 1;
        for (Holder holder : lock.holders()) {
            out.line("holder " + number++, holder.token() + ", limit " + Words.time(holder.limit(), now));
        }
    }

    /** What READ makes of the two records; a reader's transaction must have begun after the stamp as well. */
    private static String toReaders(StoredRecord entry, @Nullable StoredRecord believed, @Nullable Role role) {
        if (believed == null) {
            return "a miss: its region's record is missing";
        }
        if (!(believed instanceof BelievedRecord slice)) {
            return "a miss: its region's record is of no format known here";
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

    private static void state(Lines out, KnownMapping known, Role role, String key, byte[] record, long now) {
        Map<String, Object> state;
        try {
            state = known.decode(role, key, record, now);
        } catch (UndecodableException e) {
            out.line("state", "to readers a miss: " + e.getMessage());
            return;
        }
        out.line("state", "of " + role.name());
        state.forEach((attribute, value) -> out.detail(attribute, Words.value(value)));
    }
}
