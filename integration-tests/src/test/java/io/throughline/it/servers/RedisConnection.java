package io.throughline.it.servers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A tiny blocking client (RESP2, one socket, one thread at a time), so that tests look at Redis without going through
 * the code under test or its client library.
 *
 * <p>Arguments are {@code byte[]} or anything whose {@code toString} is meant. Replies are {@code Long}, {@code byte[]}
 * (simple strings as well), {@code List<Object>} or null; an error reply is thrown as {@link RedisError}, except inside
 * a list, where it is an element.
 */
public final class RedisConnection implements AutoCloseable {

    /** A reply that does not come must fail the test, not hang the build. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;

    private RedisConnection(Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout((int) PATIENCE.toMillis());
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 16));
        out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
    }

    public static RedisConnection to(String host, int port) {
        try {
            return new RedisConnection(new Socket(host, port));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot connect to Redis at " + host + ":" + port, e);
        }
    }

    public Object call(Object... args) {
        send(args);
        return receive();
    }

    /** The first half of {@link #call}, for tests that want a command on its way and its reply later. */
    public void send(Object... args) {
        unchecked(() -> {
            write(args);
            out.flush();
            return null;
        });
    }

    /** The second half of {@link #call}: the oldest reply not yet received. */
    public Object receive() {
        Object reply = unchecked(this::read);
        if (reply instanceof RedisError error) {
            throw error;
        }
        return reply;
    }

    /** All commands in one go, then all replies; an error reply is an element of the result. */
    public List<Object> pipeline(List<Object[]> commands) {
        return unchecked(() -> {
            for (Object[] command : commands) {
                write(command);
            }
            out.flush();
            List<Object> replies = new ArrayList<>(commands.size());
            for (int i = 0; i < commands.size(); i++) {
                replies.add(read());
            }
            return replies;
        });
    }

    /** The reply as UTF-8 text, or null. */
    public String text(Object... args) {
        byte[] reply = (byte[]) call(args);
        return reply == null ? null : new String(reply, UTF_8);
    }

    public long number(Object... args) {
        return (Long) call(args);
    }

    /** The server's clock. */
    public long micros() {
        List<?> time = (List<?>) call("TIME");
        return Long.parseLong(new String((byte[]) time.get(0), UTF_8)) * 1_000_000
                + Long.parseLong(new String((byte[]) time.get(1), UTF_8));
    }

    public void flushAll() {
        call("FLUSHALL");
    }

    /** The matching keys, sorted. */
    public List<String> keys(String pattern) {
        return ((List<?>) call("KEYS", pattern))
                .stream().map(key -> new String((byte[]) key, UTF_8)).sorted().toList();
    }

    /** @return the sha of the script */
    public String scriptLoad(String body) {
        return text("SCRIPT", "LOAD", body);
    }

    public Object evalSha(String sha, List<String> keys, Object... args) {
        List<Object> all = new ArrayList<>(List.of("EVALSHA", sha, keys.size()));
        all.addAll(keys);
        all.addAll(Arrays.asList(args));
        return call(all.toArray());
    }

    @Override
    public void close() {
        unchecked(() -> {
            socket.close();
            return null;
        });
    }

    private void write(Object... args) throws IOException {
        writeLine('*', args.length);
        for (Object arg : args) {
            byte[] bytes = arg instanceof byte[] b ? b : arg.toString().getBytes(UTF_8);
            writeLine('$', bytes.length);
            out.write(bytes);
            out.write('\r');
            out.write('\n');
        }
    }

    private void writeLine(char type, int length) throws IOException {
        out.write((type + Integer.toString(length) + "\r\n").getBytes(UTF_8));
    }

    private Object read() throws IOException {
        char type = (char) in.readByte();
        String line = readLine();
        return switch (type) {
            case '+' -> line.getBytes(UTF_8);
            case '-' -> new RedisError(line);
            case ':' -> Long.valueOf(line);
            case '$' -> readBulk(Integer.parseInt(line));
            case '*' -> readArray(Integer.parseInt(line));
            default -> throw new IOException("not a RESP2 reply: " + type + line);
        };
    }

    private byte[] readBulk(int length) throws IOException {
        if (length < 0) {
            return null;
        }
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        in.skipNBytes(2);
        return bytes;
    }

    private List<Object> readArray(int length) throws IOException {
        if (length < 0) {
            return null;
        }
        List<Object> elements = new ArrayList<>(length);
        for (int i = 0; i < length; i++) {
            elements.add(read());
        }
        return elements;
    }

    private String readLine() throws IOException {
        StringBuilder line = new StringBuilder();
        for (byte b = in.readByte(); b != '\r'; b = in.readByte()) {
            line.append((char) (b & 0xff));
        }
        in.skipNBytes(1);
        return line.toString();
    }

    private interface Io<T> {
        T run() throws IOException;
    }

    private <T> T unchecked(Io<T> io) {
        try {
            return io.run();
        } catch (IOException e) {
            throw new UncheckedIOException("Redis at " + socket.getRemoteSocketAddress() + ": " + e.getMessage(), e);
        }
    }
}
