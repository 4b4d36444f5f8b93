package io.throughline.it.relay;

import java.io.IOException;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.net.Socket;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client connection and its own one to Redis: a reader and a {@link Lane} per direction. The readers wait for
 * nothing but bytes, so a client may send megabytes before it reads its first reply.
 *
 * <p>Ends travel as they do through a network: what a client sent before it hung up still reaches Redis, be it stalled
 * for long; what Redis answered before it went still reaches the client. Only {@link #cut} drops what is under way.
 */
final class RelayConnection {

    private static final Logger LOG = LoggerFactory.getLogger(RelayConnection.class);

    private final Socket client;
    private final Socket redis;
    private final Disturbances disturbances;
    private final RoundTripCounter counter;
    private final Consumer<RelayConnection> whenClosed;
    private final PendingReplies pending = new PendingReplies();
    private final Lane requests;
    private final Lane replies;
    private boolean swallowing;
    private volatile boolean closed;

    RelayConnection(
            Socket client,
            Socket redis,
            Disturbances disturbances,
            RoundTripCounter counter,
            Consumer<RelayConnection> whenClosed)
            throws IOException {
        this.client = client;
        this.redis = redis;
        this.disturbances = disturbances;
        this.counter = counter;
        this.whenClosed = whenClosed;
        client.setTcpNoDelay(true);
        redis.setTcpNoDelay(true);
        requests = new Lane("relay-to-redis", redis.getOutputStream(), new Lane.Owner() {
            @Override
            public void drained() {
                hangUp();
            }

            @Override
            public void failed() {
                cut();
            }
        });
        replies = new Lane("relay-to-client", new Courtesy(client.getOutputStream()), new Lane.Owner() {
            @Override
            public void drained() {
                cut();
            }

            @Override
            public void failed() {
                cut();
            }
        });
    }

    void start() {
        daemon("relay-from-client", this::readRequests);
        daemon("relay-from-redis", this::readReplies);
    }

    /** After swallowing ended: nothing may follow what was swallowed, its reply would be taken for the missing one. */
    void cutIfSwallowing() {
        if (isSwallowing()) {
            cut();
        }
    }

    /** At once, for both sides; what is under way is lost. */
    void cut() {
        closed = true;
        requests.close();
        replies.close();
        close(client);
        close(redis);
        pending.loseAll();
        whenClosed.accept(this);
    }

    private void readRequests() {
        try {
            RespReader reader = new RespReader(client.getInputStream(), requests::flush);
            for (Command command = reader.readCommand(); command != null; command = reader.readCommand()) {
                request(command);
            }
        } catch (IOException e) {
            cutIfGarbage(e);
        } finally {
            if (closed) {
                pending.loseAll();
            }
            requests.end();
        }
    }

    /** Stalls, counts and the like see what the client sent; Redis sees what became of it. */
    private void request(Command command) throws IOException {
        byte[] bytes = disturbances.rewrite.apply(command).encoded();
        RoundTripCount count = counter.arrived(command, bytes.length);
        Exchange exchange = new Exchange(command, count, disturbances.replyGates(command));
        if (swallows(command)) {
            exchange.lost();
            return;
        }
        pending.add(command, exchange);
        requests.add(new Lane.Item(bytes, disturbances.requestGates(command), () -> {}));
    }

    private synchronized boolean swallows(Command command) {
        swallowing = swallowing || disturbances.swallow.test(command);
        return swallowing;
    }

    private synchronized boolean isSwallowing() {
        return swallowing;
    }

    private void readReplies() {
        try {
            RespReader reader = new RespReader(redis.getInputStream(), replies::flush);
            for (Reply reply = reader.readReply(); reply != null; reply = reader.readReply()) {
                reply(reply);
            }
        } catch (IOException e) {
            cutIfGarbage(e);
        } finally {
            replies.end();
        }
    }

    private void reply(Reply reply) throws IOException {
        Exchange exchange = pending.completedBy(reply);
        if (exchange == null) {
            replies.add(new Lane.Item(reply.bytes(), List.of(), () -> {}));
        } else {
            List<Gate> gates = exchange.replied(reply.bytes().length);
            replies.add(new Lane.Item(reply.bytes(), gates, () -> pending.delivered(exchange)));
        }
    }

    private void hangUp() {
        try {
            redis.shutdownOutput();
        } catch (IOException e) {
            cut();
        }
    }

    private void cutIfGarbage(IOException e) {
        if (e instanceof ProtocolException) {
            LOG.warn("the relay does not understand what it reads, and cuts the connection", e);
            cut();
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.debug("closing a relayed connection", e);
        }
    }

    private static void daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Listens to the replies for a client that is gone, so that its last requests are still carried out. */
    private static final class Courtesy extends OutputStream {

        private final OutputStream out;
        private boolean gone;

        Courtesy(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            if (gone) {
                return;
            }
            try {
                out.write(bytes, offset, length);
            } catch (IOException e) {
                gone = true;
            }
        }
    }
}
