package io.throughline.inspect;

import io.throughline.codec.KeyText;
import io.throughline.inspect.LiveRedis.Found;
import io.throughline.inspect.StoredRecord.BelievedRecord;
import io.throughline.inspect.StoredRecord.ItemRecord;
import io.throughline.inspect.StoredRecord.LockRecord;
import io.throughline.protocol.RegionAddress;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A region as a whole. */
@Command(
        name = "region",
        description = "Counts what a region holds: its records, closers, and entries by role and kind.")
final class RegionCommand implements Callable<Integer> {

    @Mixin
    private RedisOptions redis = new RedisOptions();

    @Option(
            names = "--limit",
            defaultValue = "10000",
            description = "The most keys to look at (${DEFAULT-VALUE}): SCAN walks through the whole server")
    private int limit;

    @Parameters(paramLabel = "<region>", description = "The region's name, with its prefix if it has one")
    private String region = "";

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        if (limit < 1 && spec != null) {
            throw new ParameterException(
                    spec.commandLine(), "--limit is " + limit + "; accepted: a number of keys from 1");
        }
        Lines out = Lines.to(spec);
        try (LiveRedis live = redis.open()) {
            RegionAddress address = new RegionAddress(
                    KeyText.name(redis.namespace()), KeyText.name(region), 0, false, live.isCluster());
            List<@Nullable Found> records = live.get(address.recordKeys());
            Found fences = live.get(KeyName.parse(address.recordKeys().get(0)).fencesKey());
            List<String> scanned = live.scan(address.keyPattern(), limit);
            List<String> keys = scanned.stream()
                    .filter(key -> !KeyName.parse(key).isSlice())
                    .toList();
            out.title(redis.namespace() + ":" + region);
            boolean any = records(out, records, fences == null ? 0 : Fences.newest(fences.bytes()), live.now());
            Map<String, Integer> counts = new TreeMap<>();
            List<@Nullable Found> entries = live.get(keys);
            for (int i = 0; i < keys.size(); i++) {
                Found found = entries.get(i);
                if (found != null) { // otherwise it has gone meanwhile
                    counts.merge(kind(KeyName.parse(keys.get(i)), found.bytes()), 1, Integer::sum);
                }
            }
            counts.forEach(out::line);
            out.line(
                    "entries",
                    counts.values().stream().mapToInt(Integer::intValue).sum());
            if (scanned.size() == limit) {
                out.line("cut off", "after " + limit + " keys, in no particular order: --limit");
            }
            return any || !counts.isEmpty() ? 0 : 1;
        }
    }

    private static boolean records(Lines out, List<@Nullable Found> records, long newestBeside, long now) {
        int there = 0;
        int other = 0;
        int closed = 0;
        long newest = newestBeside;
        for (Found found : records) {
            if (found == null) {
                continue;
            }
            there++;
            if (StoredRecord.of(found.bytes()) instanceof BelievedRecord believed) {
                newest = Math.max(newest, believed.fence());
                closed += believed.bornForReaders() > now ? 1 : 0;
            } else {
                other++;
            }
        }
        out.line(
                "records",
                there + " of " + records.size() + (there == 0 ? ": no node has met the region" : "")
                        + (other == 0 ? "" : ", " + other + " of a format that is unknown here"));
        if (there > other) {
            out.line("last change", Words.time(newest, now) + " (the newest fence)");
            out.line("closed", closed + " of them, by bulk statements under way");
        }
        return there > 0;
    }

    private static String kind(KeyName name, byte[] bytes) {
        StoredRecord record = StoredRecord.of(bytes);
        String role = name.role().isEmpty() ? "" : " of " + name.role();
        return (record instanceof ItemRecord ? "items" : record instanceof LockRecord ? "locks" : "other formats")
                + role;
    }
}
