package io.throughline.inspect;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Serves a web page. */
@Command(
        name = "serve",
        description =
                "Shows what is in the cache now on a web page, only for browsers on this machine, until it is interrupted.")
final class ServeCommand implements Callable<Integer> {

    /** The page asks every second or two; browsers let a hidden page ask once a minute. */
    private static final Duration LOOK_LASTS = Duration.ofSeconds(15);

    private static final int GREATEST_PORT = 65_535;

    @Mixin
    private RedisOptions redis = new RedisOptions();

    @Mixin
    private MappingOptions mapping = new MappingOptions();

    @Option(
            names = "--port",
            defaultValue = "8642",
            description = "The port on 127.0.0.1 (${DEFAULT-VALUE}); 0 for any free port")
    private int port;

    @Option(
            names = "--pause",
            paramLabel = "<ms>",
            defaultValue = "5",
            description =
                    "The shortest pause between two calls in milliseconds (${DEFAULT-VALUE}); a pause is at least nine times as long as the call before it, up to a second")
    private int pause;

    @Option(
            names = "--rest",
            paramLabel = "<ms>",
            defaultValue = "3000",
            description =
                    "The pause between two rounds through the keys, and between two reads of the metrics, in milliseconds (${DEFAULT-VALUE})")
    private int rest;

    @Option(names = "--limit", defaultValue = "100000", description = "The most keys to look at (${DEFAULT-VALUE})")
    private int limit;

    @Option(
            names = "--sample",
            paramLabel = "<keys>",
            defaultValue = "100",
            description = "How many keys of each region are asked for their memory (${DEFAULT-VALUE})")
    private int sample;

    @Option(
            names = "--metrics",
            paramLabel = "<url>",
            description = "A node's Prometheus page, for its hit ratio and the reasons of its misses")
    private @Nullable String metricsUrl;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        atLeast("--port", port, 0, "a port from 0 to " + GREATEST_PORT);
        if (port > GREATEST_PORT) {
            throw refused("--port", port, "a port from 0 to " + GREATEST_PORT);
        }
        atLeast("--pause", pause, 0, "milliseconds from 0");
        atLeast("--rest", rest, 0, "milliseconds from 0");
        atLeast("--limit", limit, 1, "a number of keys from 1");
        atLeast("--sample", sample, 1, "a number of keys from 1");
        URI page = metricsUrl == null ? null : NodeMetrics.parse(metricsUrl);
        Duration pauses = Duration.ofMillis(pause);
        Duration rests = Duration.ofMillis(rest);
        Looking looking = new Looking(LOOK_LASTS);
        EntryHistories histories = new EntryHistories();
        try (KnownMapping known = mapping.mapping();
                LiveRedis live = redis.open();
                NodeMetrics metrics = page == null ? null : new NodeMetrics(page, rests, looking);
                CacheScanner scanner = new CacheScanner(
                        live,
                        redis.namespace(),
                        new CacheScanner.Limits(pauses, rests, limit, sample),
                        looking,
                        histories)) {
            live.now(); // reports here what is wrong with Redis, and not on the page
            PageQuestions questions =
                    new PageQuestions(live, redis.namespace(), scanner, histories, looking, known, metrics);
            try (PageServer server = PageServer.start(port, questions)) {
                scanner.start();
                if (metrics != null) {
                    metrics.start();
                }
                say(server.url());
                new CountDownLatch(1).await(); // until it is interrupted: nothing needs to be cleaned up then
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return 0;
    }

    private void say(String url) {
        if (spec != null) {
            spec.commandLine().getOut().println(url);
            spec.commandLine().getOut().flush();
        }
    }

    private void atLeast(String option, int value, int least, String accepted) {
        if (value < least) {
            throw refused(option, value, accepted);
        }
    }

    private RuntimeException refused(String option, int value, String accepted) {
        String message = option + " is " + value + "; accepted: " + accepted;
        return spec == null ? new IllegalStateException(message) : new ParameterException(spec.commandLine(), message);
    }
}
