package io.throughline.inspect;

import io.throughline.codec.KeyText;
import io.throughline.inspect.LiveRedis.Found;
import io.throughline.inspect.StoredRecord.Holder;
import io.throughline.inspect.StoredRecord.StripeRecord;
import io.throughline.inspect.StoredRecord.UnknownRecord;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** One stripe, or one space of queries: their records are alike. */
@Command(
        name = "stripe",
        description =
                "Prints a stripe: what its entries are believed from, and the bulk statements that close it. Or a space of"
                        + " queries: its last change, and the marks of those who are changing it.")
final class StripeCommand implements Callable<Integer> {

    @Mixin
    private RedisOptions redis = new RedisOptions();

    @Option(
            names = {"-r", "--region"},
            description = "The region, with its prefix if it has one; then the argument is a stripe's number")
    private @Nullable String region;

    @Parameters(
            paramLabel = "<key>",
            description = "The key of the stripe, or of an entry in it; with --region a number from 0 to 255")
    private String key = "";

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        Lines out = Lines.to(spec);
        KeyName name = KeyName.parse(
                region == null ? key : KeyText.name(redis.namespace()) + ":" + KeyText.name(region) + ":{" + key + "}");
        try (LiveRedis live = redis.open()) {
            Found found = live.get(name.stripeKey());
            out.title(name.stripeKey());
            out.line("namespace", name.namespace());
            out.line("region", name.region() + ", " + name.sliceInWords());
            if (found == null) {
                out.line("record", "none: to readers all entries of the stripe are misses");
                return 1;
            }
            StoredRecord record = StoredRecord.of(found.bytes());
            if (record instanceof StripeRecord stripe) {
                describe(out, stripe, live.now());
            } else {
                out.line(
                        "record",
                        "of no format known here: "
                                + (record instanceof UnknownRecord unknown ? unknown.why() : "an entry's"));
            }
            out.line("time left", Words.timeLeft(found.millisLeft()));
            return 0;
        }
    }

    static void describe(Lines out, StripeRecord stripe, long now) {
        out.line("record", "a stripe, format 1");
        out.line("born", Words.time(stripe.born(), now) + ": nothing stamped before is believed");
        out.line("fence", Words.time(stripe.fence(), now) + ": no load that began before is put");
        int number = 1;
        for (Holder closer : stripe.closers()) {
            out.line("closer " + number++, closer.token() + ", limit " + Words.time(closer.limit(), now));
        }
        out.line(
                "to readers",
                stripe.bornForReaders() > now
                        ? "closed: all its entries are misses while a bulk statement is under way"
                        : "open");
    }
}
