package io.throughline.inspect;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Commands as a person types them: Redisson has none for some, and scripts may not. */
final class InlineRedis {

    private InlineRedis() {}

    /** @return a line or a text */
    static String call(String address, String command) throws IOException {
        URI uri = URI.create(address);
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
            DataInputStream in = new DataInputStream(socket.getInputStream());
            String first = line(in);
            if (first.startsWith("+")) {
                return first.substring(1);
            }
            if (!first.startsWith("$")) {
                throw new AssertionError(command + ": " + first);
            }
            byte[] text = new byte[Integer.parseInt(first.substring(1))];
            in.readFully(text);
            return new String(text, StandardCharsets.UTF_8);
        }
    }

    private static String line(DataInputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\r' && c >= 0; c = in.read()) {
            line.append((char) c);
        }
        in.read();
        return line.toString();
    }
}
