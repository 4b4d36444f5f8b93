package io.throughline.inspect;

import io.throughline.codec.KeyText;
import io.throughline.inspect.LiveRedis.Found;
import io.throughline.inspect.StoredRecord.BelievedRecord;
import io.throughline.inspect.StoredRecord.Holder;
import io.throughline.inspect.StoredRecord.UnknownRecord;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** One stripe, a whole region, or one query space: they have the same kind of record. */
@Command(
        name = "stripe",
        description =
                "Prints a stripe: which of its entries are used, and which bulk statements close it. Or prints a space of"
                        + " queries: its last change, and the marks of transactions that are changing it.")
final class StripeCommand implements Callable<Integer> {

    @Mixin
    private RedisOptions redis = new RedisOptions();

    @Option(
            names = {"-r", "--region"},
            description = "The region, with its prefix if it has one; then the argument is a stripe's number")
    private @Nullable String region;

    @Parameters(
            paramLabel = "<key>",
            description = "The key of the record, or of an entry; with --region a number from 0 to 255")
    private String key = "";

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        Lines out = Lines.to(spec);
        KeyName name = KeyName.parse(
                region == null ? key : KeyText.name(redis.namespace()) + ":" + KeyText.name(region) + ":{" + key + "}");
        if (name.isOfFences()) {
            throw new CannotInspectException(
                    "'" + key + "' is the key of a region's fences; accepted: a record's key, or an entry's");
        }
        try (LiveRedis live = redis.open()) {
            boolean inCluster = live.isCluster();
            String record = name.recordKey(inCluster);
            Found found = live.get(record);
            out.title(record);
            out.line("namespace", name.namespace());
            out.line("region", name.region() + ", " + name.sliceInWords());
            if (found == null) {
                out.line("record", "none: readers get a miss for all its entries");
                return 1;
            }
            StoredRecord what = StoredRecord.of(found.bytes());
            if (what instanceof BelievedRecord believed) {
                Found fences = name.isInStripe() && !inCluster ? live.get(name.fencesKey()) : null;
                describe(out, believed, fences == null ? 0 : Fences.of(fences.bytes(), name.slice()), live.now());
            } else {
                out.line(
                        "record",
                        "of a format that is unknown here: "
                                + (what instanceof UnknownRecord unknown ? unknown.why() : "an entry's"));
            }
            out.line("time left", Words.timeLeft(found.millisLeft()));
            return 0;
        }
    }

    private static void describe(Lines out, BelievedRecord believed, long fenceBeside, long now) {
        out.line("record", "of a region, stripe or space, format 1");
        out.line("born", Words.time(believed.born(), now) + ": items stamped before are not used");
        out.line(
                "fence",
                Words.time(Math.max(believed.fence(), fenceBeside), now) + ": no load that began before is put");
        int number = 1;
        for (Holder closer : believed.closers()) {
            out.line("closer " + number++, closer.token() + ", limit " + Words.time(closer.limit(), now));
        }
        out.line(
                "to readers",
                believed.bornForReaders() > now
                        ? "closed: all its entries are misses while a bulk statement is under way"
                        : "open");
    }
}
