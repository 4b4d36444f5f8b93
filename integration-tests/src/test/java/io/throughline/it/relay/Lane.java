package io.throughline.it.relay;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * One direction of one connection: messages leave in the order in which they came, each once its gates are open.
 *
 * <p>The reader that adds messages never waits for a gate. As long as all gates are open it writes itself, which costs
 * nothing; the first closed gate hands the stream over to a thread of the lane, which gives it back when it has caught
 * up. Whoever has the stream is alone with it: {@code delivering} says who, and the lane's monitor hands it over.
 */
final class Lane {

    /** What the owner of the lane wants to know. */
    interface Owner {
        /** The last message is out, and none will follow. */
        void drained();

        /** The far side takes no more. */
        void failed();
    }

    /** @param beforeSending runs just before the bytes go out */
    record Item(byte[] bytes, List<Gate> gates, Runnable beforeSending) {

        boolean isOpen() {
            return gates.stream().allMatch(Gate::isOpen);
        }

        void await() throws InterruptedException {
            for (Gate gate : gates) {
                gate.await();
            }
        }

        void writeTo(OutputStream out) throws IOException {
            beforeSending.run();
            out.write(bytes);
        }
    }

    private final String name;
    private final OutputStream out;
    private final Owner owner;
    private final Deque<Item> waiting = new ArrayDeque<>();
    private Thread thread;
    private boolean delivering;
    private boolean ended;
    private boolean closed;

    Lane(String name, OutputStream out, Owner owner) {
        this.name = name;
        this.out = new BufferedOutputStream(out, 1 << 16);
        this.owner = owner;
    }

    /** By the one reader only. What is added goes out at the next {@link #flush} at the latest, if its gates are open. */
    void add(Item item) throws IOException {
        synchronized (this) {
            if (delivering || !item.isOpen()) {
                waiting.add(item);
                deliver();
                return;
            }
        }
        item.writeTo(out);
    }

    void flush() throws IOException {
        synchronized (this) {
            if (delivering) {
                return;
            }
        }
        out.flush();
    }

    /** By the reader: nothing more will be added. What waits still goes out: bytes that were sent do arrive. */
    void end() {
        synchronized (this) {
            ended = true;
            if (delivering) {
                return;
            }
            notifyAll();
        }
        owner.drained();
    }

    /** Drops what waits. */
    synchronized void close() {
        closed = true;
        waiting.clear();
        if (thread != null) {
            thread.interrupt();
        }
    }

    private void deliver() {
        delivering = true;
        if (thread == null && !closed) {
            thread = new Thread(this::run, name);
            thread.setDaemon(true);
            thread.start();
        }
        notifyAll();
    }

    private void run() {
        try {
            while (awaitWork()) {
                deliverWaiting();
                if (caughtUp()) {
                    owner.drained();
                    return;
                }
            }
        } catch (IOException e) {
            owner.failed();
        } catch (InterruptedException e) {
            // closed: the connection is gone
        }
    }

    private synchronized boolean awaitWork() throws InterruptedException {
        while (!delivering && !ended) {
            wait();
        }
        return delivering;
    }

    private void deliverWaiting() throws IOException, InterruptedException {
        for (Item item = next(); item != null; item = next()) {
            if (!item.isOpen()) {
                out.flush();
                item.await();
            }
            item.writeTo(out);
        }
        out.flush();
    }

    private synchronized Item next() {
        return waiting.poll();
    }

    /** Gives the stream back to the reader, unless more came in meanwhile. @return whether all is done for good */
    private synchronized boolean caughtUp() {
        delivering = !waiting.isEmpty();
        return !delivering && ended;
    }
}
