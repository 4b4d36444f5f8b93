package io.throughline.it.connections;

import io.throughline.it.model.Counter;
import io.throughline.it.nodes.Node;
import io.throughline.it.nodes.Nodes;
import io.throughline.it.relay.Command;
import io.throughline.it.relay.RedisRelay;
import io.throughline.it.relay.Stall;
import io.throughline.it.servers.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/** A process of its own for {@link VirtualThreadsTest}: compiled for Java 17, it asks for virtual threads by reflection. */
final class SessionsOnVirtualThreads {

    static final int SESSIONS = 2000;

    private static final String PINNED = "jdk.VirtualThreadPinned";

    private SessionsOnVirtualThreads() {}

    public static void main(String[] args) throws Exception {
        AtomicInteger sent = new AtomicInteger();
        try (RedisRelay relay = new RedisRelay(args[3], Integer.parseInt(args[4]));
                Node node = Node.on(new Database(args[0], args[1], args[2]), relay.uri())
                        .set("hibernate.cache.redis.command_timeout", "60s")
                        .entities(Counter.class)
                        .start();
                Recording recording = new Recording()) {
            node.inTransaction(
                    session -> LongStream.range(0, SESSIONS).forEach(id -> session.persist(new Counter(id, id))));
            Nodes.awaitClocks(relay.uri(), node);
            for (Future<Boolean> each : find(node, SESSIONS / 10)) {
                each.get(); // a class that is initialised meanwhile pins as well, once
            }
            recording.enable(PINNED).withoutThreshold().withStackTrace();
            recording.start();
            long statements = node.sqlStatements();
            relay.rewrite(command -> {
                if (command.name().equals("MGET")) {
                    sent.incrementAndGet();
                }
                return command;
            });
            int right = 0;
            boolean allAtOnce;
            try (Stall replies = relay.stallAllReplies(Command.named("MGET"))) {
                List<Future<Boolean>> found = find(node, SESSIONS);
                Nodes.await(() -> sent.get() == SESSIONS);
                allAtOnce = found.stream().noneMatch(Future::isDone);
                replies.release();
                for (Future<Boolean> each : found) {
                    right += each.get() ? 1 : 0;
                }
            }
            recording.stop();
            System.out.printf(
                    "virtual threads of %s: sessions %d, all waited at once %s, right %d, statements %d, pinned in the cache %d%n",
                    Runtime.version(),
                    SESSIONS,
                    allAtOnce,
                    right,
                    node.sqlStatements() - statements,
                    pinned(recording));
        }
    }

    /** Each row in a session of its own, and whether it is right. */
    private static List<Future<Boolean>> find(Node node, int rows) throws ReflectiveOperationException {
        ExecutorService threads = virtualThreads();
        List<Future<Boolean>> found = new ArrayList<>();
        for (long id = 0; id < rows; id++) {
            long row = id;
            found.add(threads.submit(() -> {
                try (var session = node.factory().openSession()) {
                    return session.find(Counter.class, row).amount == row;
                }
            }));
        }
        threads.shutdown();
        return found;
    }

    private static long pinned(Recording recording) throws IOException {
        Path file = Files.createTempFile("pinned", ".jfr");
        try {
            recording.dump(file);
            return RecordingFile.readAllEvents(file).stream()
                    .filter(SessionsOnVirtualThreads::isOurs)
                    .peek(System.out::println)
                    .count();
        } finally {
            Files.delete(file);
        }
    }

    /** A class that is loaded meanwhile pins as well, once. */
    private static boolean isOurs(RecordedEvent event) {
        return event.getStackTrace() != null
                && event.getStackTrace().getFrames().stream()
                        .noneMatch(
                                frame -> frame.getMethod().getType().getName().equals("java.lang.ClassLoader"))
                && event.getStackTrace().getFrames().stream()
                        .anyMatch(frame -> frame.getMethod().getType().getName().startsWith("io.throughline.")
                                && !frame.getMethod().getType().getName().startsWith("io.throughline.it."));
    }

    private static ExecutorService virtualThreads() throws ReflectiveOperationException {
        return (ExecutorService)
                Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    }
}
