package io.throughline.it.relay;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Cuts a stream into RESP messages. Before each read that may block it lets its owner flush: so what came in together
 * goes out together, and nothing waits in a buffer for bytes yet to come.
 */
final class RespReader {

    interface BeforeBlocking {
        void run() throws IOException;
    }

    private static final int LONGEST_KIND = 16;

    private final InputStream in;
    private final BeforeBlocking beforeBlocking;
    private final byte[] buffer = new byte[1 << 16];
    private int position;
    private int limit;

    RespReader(InputStream in, BeforeBlocking beforeBlocking) {
        this.in = in;
        this.beforeBlocking = beforeBlocking;
    }

    /** Null at the end of the stream. */
    Command readCommand() throws IOException {
        if (atEnd()) {
            return null;
        }
        String header = readLine(null);
        int size = header.startsWith("*") ? length(header) : -1;
        if (size < 1) {
            throw new ProtocolException("not a request: " + header);
        }
        List<byte[]> args = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            String arg = readLine(null);
            if (!arg.startsWith("$")) {
                throw new ProtocolException("not a bulk string: " + arg);
            }
            byte[] bytes = new byte[length(arg)];
            readFully(bytes);
            readFully(new byte[2]);
            args.add(bytes);
        }
        return new Command(args);
    }

    /** Null at the end of the stream. RESP2 and RESP3, nested, but not RESP3's streamed types, which Redis never sends. */
    Reply readReply() throws IOException {
        if (atEnd()) {
            return null;
        }
        ByteArrayOutputStream raw = new ByteArrayOutputStream();
        char replyType = 0;
        String kind = null;
        long outstanding = 1;
        for (int element = 0; outstanding > 0; element++) {
            String header = readLine(raw);
            char type = header.charAt(0);
            replyType = element == 0 ? type : replyType;
            outstanding--;
            switch (type) {
                case '$', '=', '!' -> {
                    byte[] blob = readBlob(raw, length(header));
                    if (element == 1 && blob.length <= LONGEST_KIND) {
                        kind = new String(blob, ISO_8859_1).toLowerCase(Locale.ROOT);
                    }
                }
                case '*', '~', '>' -> outstanding += Math.max(0, length(header));
                case '%' -> outstanding += 2L * length(header);
                // attributes stand before the reply they belong to
                case '|' -> outstanding += 2L * length(header) + 1;
                case '+', '-', ':', '_', '#', ',', '(' -> {}
                default -> throw new ProtocolException("not a reply: " + header);
            }
        }
        boolean isList = replyType == '*' || replyType == '>';
        return new Reply(raw.toByteArray(), replyType, isList ? kind : null);
    }

    private byte[] readBlob(ByteArrayOutputStream raw, int length) throws IOException {
        if (length < 0) {
            return new byte[0];
        }
        byte[] blob = new byte[length + 2];
        readFully(blob);
        raw.writeBytes(blob);
        return Arrays.copyOf(blob, length);
    }

    private static int length(String header) throws IOException {
        try {
            return Integer.parseInt(header, 1, header.length(), 10);
        } catch (NumberFormatException e) {
            throw new ProtocolException("not a length: " + header);
        }
    }

    /** Without its end; {@code raw}, if there is one, gets the end as well. */
    private String readLine(ByteArrayOutputStream raw) throws IOException {
        StringBuilder line = new StringBuilder();
        for (byte b = readByte(); b != '\n'; b = readByte()) {
            line.append((char) (b & 0xff));
        }
        if (line.length() < 2 || line.charAt(line.length() - 1) != '\r') {
            throw new ProtocolException("not a line of RESP: " + line);
        }
        if (raw != null) {
            raw.writeBytes((line + "\n").getBytes(ISO_8859_1));
        }
        return line.substring(0, line.length() - 1);
    }

    private byte readByte() throws IOException {
        if (atEnd()) {
            throw new EOFException("the stream ends within a message");
        }
        return buffer[position++];
    }

    private void readFully(byte[] bytes) throws IOException {
        for (int done = 0; done < bytes.length; ) {
            if (atEnd()) {
                throw new EOFException("the stream ends within a message");
            }
            int n = Math.min(bytes.length - done, limit - position);
            System.arraycopy(buffer, position, bytes, done, n);
            position += n;
            done += n;
        }
    }

    private boolean atEnd() throws IOException {
        if (position < limit) {
            return false;
        }
        beforeBlocking.run();
        position = 0;
        limit = Math.max(0, in.read(buffer));
        return limit == 0;
    }
}
