package io.throughline.demo.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One connection through the relay. Requests are read command by command, because a command's name tells whether it counts. Replies pass as they
 * come. While round trips are counted, each reply is held for a moment, as in a network, so that the rest of a pipeline arrives before the reply to
 * its first part is delivered.
 */
final class RelayedConnection {

    private static final long HOLD_TICKS = 60;

    /** Commands that a client sends by itself: when it connects, and once a second to learn the server, its time and whose data it has. */
    private static final Set<String> NOT_COUNTED = Set.of(
            "AUTH", "CLIENT", "HELLO", "HMGET", "INFO", "PEXPIRE", "PING", "PUBLISH", "SELECT", "SUBSCRIBE", "TIME");

    /** What scripts do for a node with a near cache by itself: the header of such an operation is among their arguments. */
    private static final Pattern UPKEEP =
            Pattern.compile("(?s).{10}(join|renew|leave)\\x00"); // five numbers of two bytes come first

    private static final int LONGEST_HEADER = 40;

    private final Socket node;
    private final Socket redis;
    private final RoundTrips trips;
    private final Ticks clock;

    RelayedConnection(Socket node, Socket redis, RoundTrips trips, Ticks clock) throws IOException {
        this.node = node;
        this.redis = redis;
        this.trips = trips;
        this.clock = clock;
        node.setTcpNoDelay(true);
        redis.setTcpNoDelay(true);
    }

    void forwardRequests() {
        try {
            InputStream in = new BufferedInputStream(node.getInputStream());
            OutputStream out = new BufferedOutputStream(redis.getOutputStream());
            ByteArrayOutputStream command = new ByteArrayOutputStream();
            while (true) {
                if (counts(in, command)) {
                    trips.requested(this);
                }
                command.writeTo(out);
                command.reset();
                if (in.available() == 0) {
                    out.flush();
                }
            }
        } catch (IOException e) {
            close();
        }
    }

    void forwardReplies() {
        byte[] buffer = new byte[1 << 16];
        try {
            InputStream in = redis.getInputStream();
            OutputStream out = node.getOutputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                if (trips.isAwaited(this)) {
                    if (trips.isCounting()) {
                        clock.pass(HOLD_TICKS);
                    }
                    trips.delivered(this);
                }
                out.write(buffer, 0, n);
            }
        } catch (IOException | InterruptedException e) {
            // one side has hung up
        }
        close();
    }

    /** Reads one command of RESP, {@code *2 $3 GET $1 k}, a line each and the values in between; copies it, and returns whether it counts. */
    private static boolean counts(InputStream in, ByteArrayOutputStream copy) throws IOException {
        boolean counts = true;
        int parts = length(readLine(in, copy));
        for (int i = 0; i < parts; i++) {
            int length = length(readLine(in, copy));
            byte[] value = in.readNBytes(length + 2);
            copy.writeBytes(value);
            if (i == 0) {
                counts = !NOT_COUNTED.contains(new String(value, 0, length, US_ASCII).toUpperCase(Locale.ROOT));
            } else if (length < LONGEST_HEADER) {
                counts &=
                        !UPKEEP.matcher(new String(value, 0, length, US_ASCII)).matches();
            }
        }
        return counts;
    }

    private static int length(String header) {
        return Integer.parseInt(header.substring(1).strip());
    }

    private static String readLine(InputStream in, ByteArrayOutputStream copy) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("the node has hung up");
            }
            line.append((char) b);
        }
        copy.writeBytes((line + "\n").getBytes(US_ASCII));
        return line.toString();
    }

    void close() {
        trips.lost(this);
        for (Socket socket : new Socket[] {node, redis}) {
            try {
                socket.close();
            } catch (IOException e) {
                // of no use to anybody any more
            }
        }
    }
}
