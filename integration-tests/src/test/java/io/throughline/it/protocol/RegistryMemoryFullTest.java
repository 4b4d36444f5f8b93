package io.throughline.it.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.throughline.it.servers.RedisConnection;
import io.throughline.it.servers.RedisError;
import io.throughline.it.servers.RedisServer;
import io.throughline.protocol.Reply;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With full memory nobody can join, but nothing that correctness rests on is refused. */
class RegistryMemoryFullTest extends RegistryTest {

    private static RedisServer server;

    @BeforeAll
    static void start() {
        server = RedisServer.start("--maxmemory-policy", "noeviction");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Override
    RedisConnection connection() {
        return server.connect();
    }

    @BeforeEach
    void full() {
        freeMemory();
        join(ANN, "r");
        fillMemory();
    }

    @Test
    void joinIsRefusedAndChangesNothing() {
        Map<String, String> before = registry();
        assertThatThrownBy(() -> join(BOB, "r")).isInstanceOf(RedisError.class).hasMessageContaining("OOM");
        assertThat(registry()).isEqualTo(before);
    }

    @Test
    void renews() {
        assertThat(renew(ANN, NONCE)).isTrue();
    }

    @Test
    void expels() {
        expel(ANN);
        assertThat(registry()).containsEntry(ANN, "X" + LEASE_MILLIS);
        assertThat(renew(ANN, NONCE)).isFalse();
    }

    @Test
    void leaves() {
        assertThat(leave(false, ANN)).isEqualTo(1);
        assertThat(registry()).isEqualTo(Map.of("%nonce", NONCE));
    }

    /** Of which the registry has members left in a field that it makes shorter. */
    @Test
    void leavesAnotherBehind() {
        freeMemory();
        join(BOB, "r");
        fillMemory();
        assertThat(leave(false, ANN)).isEqualTo(1);
        assertThat(registry()).containsEntry("%region:r", BOB + " ");
    }

    @Test
    void calls() {
        try (RedisConnection listener = server.connect()) {
            listener.call("SUBSCRIBE", near.callsChannel());
            Reply reply = run(calling("", "r"));
            assertThat(reply.list().stream().map(RegistryTest::text)).containsExactly(NONCE, ANN, "M" + LEASE_MILLIS);
            assertThat(listener.receive()).asList().last().isEqualTo(MESSAGE);
        }
    }
}
