package io.throughline.inspect;

import io.throughline.codec.KeyText;
import io.throughline.inspect.LiveRedis.Found;
import io.throughline.protocol.RegionAddress;
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
                    "The whole key, or with --region the id. A composite id is its parts in the order of their attributes' names: EUR,1")
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
                        "'" + wanted + "' is not an entry's key; accepted: an entry's key, or the command stripe");
            }
            Found entry = live.get(wanted);
            Found believed = live.get(name.recordKey(live.isCluster()));
            out.title(wanted);
            EntryWords words = EntryWords.of(wanted, name, entry, believed, known, live.now());
            words.lines().forEach(line -> out.line(line.name(), line.value()));
            words.state().forEach(attribute -> out.detail(attribute.name(), attribute.value()));
            return entry == null ? 1 : 0;
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
}
