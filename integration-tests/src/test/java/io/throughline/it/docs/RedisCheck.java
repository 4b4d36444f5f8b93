package io.throughline.it.docs;

import io.throughline.it.servers.RedisConnection;
import io.throughline.it.servers.RedisServer;
import java.util.List;

/** Commands of Redis, one a line, run on a server of their own: each must be answered without an error. */
final class RedisCheck implements BlockCheck, AutoCloseable {

    private RedisServer server;

    @Override
    public void check(Block block) {
        for (String line : block.lines()) {
            List<String> words = Words.of(line);
            if (!words.isEmpty()) {
                try {
                    run(words.toArray());
                } catch (RuntimeException e) {
                    throw new AssertionError(block.place() + ": " + line + ": " + e.getMessage(), e);
                }
            }
        }
    }

    Object run(Object... command) {
        if (server == null) {
            server = RedisServer.start();
        }
        try (RedisConnection connection = server.connect()) {
            return connection.call(command);
        }
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
        }
    }
}
