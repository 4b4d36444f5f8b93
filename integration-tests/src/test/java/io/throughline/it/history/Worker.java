package io.throughline.it.history;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.throughline.it.nodes.Node;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A process of the application: some threads that do what {@link Operation} names, at random, until it is told to pause or is killed. It receives
 * orders as lines on its standard input, and answers each with one line. It ends when its input ends, so no worker outlives its runner.
 */
public final class Worker {

    /** Held for reading by each operation, and for writing while the worker pauses. Fair: a pause is not put off. */
    private final ReentrantReadWriteLock pausing = new ReentrantReadWriteLock(true);

    private final WorkerSettings settings;
    private final Node node;
    private final HistoryLog log;

    private Worker(WorkerSettings settings, Node node, HistoryLog log) {
        this.settings = settings;
        this.node = node;
        this.log = log;
    }

    /** @param args the file that {@link WorkerSettings} wrote */
    public static void main(String[] args) throws IOException {
        WorkerSettings settings = WorkerSettings.readFrom(Path.of(args[0]));
        Node.Builder builder = Node.on(settings.database(), settings.redisUri()).entities(Kind.ENTITIES);
        settings.hibernate().forEach(builder::set);
        try (HistoryLog log = new HistoryLog(settings.log());
                Node node = builder.start()) {
            new Worker(settings, node, log).serve();
        }
        System.exit(0); // threads of libraries may still wait for a server that does not answer
    }

    private void serve() throws IOException {
        pausing.writeLock().lock();
        for (int i = 0; i < settings.threads(); i++) {
            Actor actor = new Actor(node, log, settings.process(), i, new SplittableRandom());
            Thread thread = new Thread(() -> act(actor), "actor-" + i);
            thread.setDaemon(true);
            thread.start();
        }
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        System.out.println("ready");
        for (String command = commands.readLine(); command != null; command = commands.readLine()) {
            switch (command) {
                case "go" -> pausing.writeLock().unlock();
                case "pause" -> pausing.writeLock().lock();
                case "stop" -> {
                    return;
                }
                default -> {
                    // its answer is all that it wants
                }
            }
            System.out.println(
                    command + " " + log.lastHit() + " " + node.activity().unsettled());
        }
    }

    private void act(Actor actor) {
        List<Operation> operations = Operation.weighted(Operation.all());
        while (true) {
            pausing.readLock().lock();
            try {
                actor.any(operations).work().accept(actor);
            } finally {
                pausing.readLock().unlock();
            }
        }
    }
}
