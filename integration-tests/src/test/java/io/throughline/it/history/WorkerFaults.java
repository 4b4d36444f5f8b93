package io.throughline.it.history;

import io.throughline.it.relay.Command;
import io.throughline.it.relay.RedisRelay;
import io.throughline.it.relay.Stall;
import io.throughline.protocol.Script;
import io.throughline.protocol.Scripts;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/** Workers that are killed, with SIGKILL, or stand still. */
final class WorkerFaults {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Duration FROZEN = Duration.ofMillis(1500);

    private WorkerFaults() {}

    /** Wherever they are. */
    static void kill(Site site, Duration time) {
        repeat(site, time, worker -> {
            Site.last(Duration.ofMillis(ThreadLocalRandom.current().nextInt(200)));
            site.fleet().kill(worker);
        });
    }

    /** Its locks are placed, and their reply is on its way. */
    static void killBeforeCommit(Site site, Duration time) {
        Script lock = Scripts.shipped().lock();
        repeat(site, time, worker -> killWhileStalled(site, worker, RedisRelay::stallAllReplies, lock));
    }

    /** Its locks are placed, it has committed, and Redis will never hear of it. */
    static void killAfterCommit(Site site, Duration time) {
        Script settle = Scripts.shipped().settle();
        repeat(site, time, worker -> killWhileStalled(site, worker, RedisRelay::stallAll, settle));
    }

    /** One after the other stands still for longer than a lease of the near cache, and goes on with what it had. */
    static void freeze(Site site, Duration time) {
        long end = System.nanoTime() + time.toNanos();
        int worker = 0;
        do {
            site.fleet().freeze(worker);
            Site.last(FROZEN);
            site.fleet().thaw(worker);
            worker = (worker + 1) % site.fleet().size();
        } while (System.nanoTime() < end);
    }

    private static void killWhileStalled(
            Site site, int worker, BiFunction<RedisRelay, Predicate<Command>, Stall> how, Script operation) {
        RedisRelay relay = site.fleet().relay(worker);
        try (Stall stall = how.apply(relay, command -> command.runs(operation))) {
            stall.awaitStalled(PATIENCE);
            site.fleet().kill(worker);
            relay.cut(); // what it sent last is lost with it
        }
    }

    private interface Killing {
        void of(int worker);
    }

    /** One worker after the other; each is back before the next one's turn. */
    private static void repeat(Site site, Duration time, Killing killing) {
        long end = System.nanoTime() + time.toNanos();
        int worker = 0;
        do {
            killing.of(worker);
            site.fleet().revive(worker);
            worker = (worker + 1) % site.fleet().size();
        } while (System.nanoTime() < end);
    }
}
