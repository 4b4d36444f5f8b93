package io.throughline.it.settings;

import io.throughline.it.nodes.Nodes;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Threads of the cache and its client that were not there before. */
final class Threads {

    private final Set<Thread> before = Thread.getAllStackTraces().keySet();

    List<Thread> added() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !before.contains(thread))
                .filter(thread -> thread.getName().matches("(throughline|redisson|netty).*"))
                .toList();
    }

    void awaitGone() {
        try {
            Nodes.await(() -> added().isEmpty());
        } catch (AssertionError e) {
            throw new AssertionError(
                    "still there: " + added().stream().map(Thread::getName).collect(Collectors.joining(", ")), e);
        }
    }
}
