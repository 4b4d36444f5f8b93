package io.throughline.it.history;

import io.throughline.it.relay.RedisRelay;
import io.throughline.it.servers.RedisConnection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Faults between the workers and Redis. */
final class NetworkFaults {

    private NetworkFaults() {}

    /** Late, but never so late that a worker gives up. */
    static void slow(Site site, Duration time) {
        delay(site, time, 20, 100);
    }

    /** Some so late that the worker has given up when Redis carries them out. */
    static void late(Site site, Duration time) {
        delay(site, time, 30, 900);
    }

    private static void delay(Site site, Duration time, int inThousand, int mostMillis) {
        site.fleet()
                .relays()
                .forEach(relay -> relay.delay(() -> {
                    ThreadLocalRandom random = ThreadLocalRandom.current();
                    return random.nextInt(1000) < inThousand
                            ? Duration.ofMillis(random.nextInt(mostMillis / 2, mostMillis))
                            : Duration.ZERO;
                }));
        Site.last(time);
        site.fleet().relays().forEach(relay -> relay.delay(null));
    }

    /** Connections are refused. */
    static void cutOff(Site site, Duration time, int workers) {
        List<RedisRelay> relays = site.fleet().relays().subList(0, workers);
        relays.forEach(RedisRelay::refuse);
        Site.last(time);
        relays.forEach(RedisRelay::accept);
    }

    /** Nothing is answered, and nothing arrives. */
    static void silence(Site site, Duration time, int workers) {
        List<RedisRelay> relays = site.fleet().relays().subList(0, workers);
        relays.forEach(relay -> relay.swallow(command -> true));
        Site.last(time);
        relays.forEach(relay -> relay.swallow(null));
    }

    /** What subscribes breaks, and what would subscribe again is not heard of: one worker hears no messages, and does not know it. */
    static void loseSubscriptions(Site site, Duration time) {
        RedisRelay relay = site.fleet().relay(0);
        relay.swallow(command -> command.name().equals("SUBSCRIBE"));
        try (RedisConnection redis = site.redis().connect()) {
            redis.call("CLIENT", "KILL", "TYPE", "pubsub");
        }
        Site.last(time);
        relay.swallow(null);
    }

    /** Again and again, with what is under way; new ones are accepted. */
    static void loseConnections(Site site, Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            site.fleet()
                    .relay(ThreadLocalRandom.current().nextInt(site.fleet().size()))
                    .cut();
            Site.last(Duration.ofMillis(100));
        }
    }
}
