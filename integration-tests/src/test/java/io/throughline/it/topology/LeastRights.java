package io.throughline.it.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.servers.RedisConnection;
import io.throughline.it.servers.RedisProcess;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** A user that may do what docs/topologies.md lists, and nothing else. */
final class LeastRights {

    private static final List<String> RIGHTS = List.of(
            "resetchannels",
            "~hibernate:*",
            "-@all",
            "+evalsha",
            "+script|load",
            "+get",
            "+set",
            "+setrange",
            "+del",
            "+exists",
            "+pttl",
            "+pexpire",
            "+time",
            "+info",
            "+hmget",
            "+hset",
            "+scan",
            "+getrange",
            "+unlink",
            "+mget",
            "+ping");

    private LeastRights() {}

    /** @param more what a topology needs beside */
    static void give(RedisConnection connection, String... more) {
        connection.call(
                Stream.of(Stream.of("ACL", "SETUSER", "shop", "on", ">sesame"), RIGHTS.stream(), Stream.of(more))
                        .flatMap(words -> words)
                        .toArray());
        connection.call("ACL", "LOG", "RESET");
    }

    /** The client asks once by EVAL and PUBSUB what the server can do, and goes on without an answer. */
    static void wereEnough(RedisProcess server) {
        try (RedisConnection connection = server.connect()) {
            assertThat(((List<?>) connection.call("ACL", "LOG"))
                            .stream()
                                    .map(entry -> (List<?>) entry)
                                    .map(entry -> new String((byte[]) entry.get(7), StandardCharsets.UTF_8))
                                    .distinct())
                    .as("refused")
                    .isSubsetOf("eval", "pubsub");
        }
    }
}
