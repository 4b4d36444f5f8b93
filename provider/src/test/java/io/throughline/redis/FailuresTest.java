package io.throughline.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.redisson.client.RedisConnectionException;
import org.redisson.client.RedisException;
import org.redisson.client.RedisNoReplicasException;
import org.redisson.client.RedisOutOfMemoryException;
import org.redisson.client.RedisTimeoutException;
import org.redisson.client.WriteRedisConnectionException;

/** What of the client's failures goes into messages: the reason, not the state of the client, nor what was to be sent. */
class FailuresTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Unable to write command into connection | ! Check CPU usage of the JVM. Try to increase nettyThreads setting. Netty pending tasks: 0, Node source: NodeSource [slot=0], params: [secret]
            Command still hasn't been written into connection | ! Check CPU usage of the JVM. Check that there are no blocking invocations. params: [secret]
            Unable to acquire connection | ! java.util.concurrent.CompletableFuture@1b[Not completed]Increase connection pool size or timeout. params: [secret]
            Redis server response timeout (250 ms) occurred after 0 of 0 retry attempts | , is non-idempotent command: false Check connection with Redis node: /127.0.0.1:1, params: [secret]
            Response timeout for queued commands 250 | : [RedisCommand [name=secret, subName=null], RedisCommand [name=EVALSHA]]
            ERR unknown command | . channel: [id: 0x1] command: (EVALSHA), params: [secret]
            """)
    void theFirstSentence(String reason, String state) {
        assertThat(Failures.unavailable(new RedisTimeoutException(reason + state)))
                .hasMessage(reason);
        assertThat(Failures.unavailable(new CompletionException(new RedisTimeoutException(reason + state))))
                .as("as a future ends")
                .hasMessage(reason);
    }

    /** So the client fails that cannot connect. */
    @Test
    void whatIsWrapped() {
        Throwable reason = new RedisConnectionException("Unable to connect to Redis server: 127.0.0.1/127.0.0.1:6379");
        assertThat(Failures.unavailable(new RedisConnectionException(new ExecutionException(reason))))
                .hasMessage(reason.getMessage());
    }

    @Test
    void aWriteThatFailed() {
        Throwable cause = new java.nio.channels.ClosedChannelException();
        assertThat(Failures.unavailable(new WriteRedisConnectionException(
                        "Unable to write command into connection! Check CPU usage of the JVM. params: [secret]",
                        cause)))
                .hasMessage("Unable to write command into connection");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NOREPLICAS Not enough good replicas to write. channel: [id: 0x1]",
                "MISCONF Redis is configured to save RDB snapshots, but it's currently unable to persist to disk.",
                "READONLY You can't write against a read only replica. script: 1f2e, on @user_script:68.",
                "ERR Error running script (call to f_1f): @user_script:68: -MISCONF Redis is configured to save RDB snapshots"
            })
    void aServerThatTakesNoWrites(String answer) {
        assertThat(Failures.takesNoWrites(new CompletionException(new RedisException(answer))))
                .isTrue();
        assertThat(Failures.passes(new RedisNoReplicasException(answer)))
                .as("it may last")
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "OOM command not allowed when used memory > 'maxmemory'",
                "WRONGTYPE Operation against a key holding the wrong kind of value",
                "NOPERM this user has no permissions to access one of the keys used as arguments"
            })
    void aServerThatRefusesOneCallAlone(String answer) {
        assertThat(Failures.takesNoWrites(new RedisException(answer))).isFalse();
    }

    @Test
    void whatRedisAnswered() {
        assertThat(Failures.refused(new RedisException(
                                "WRONGTYPE Operation against a key. channel: [id: 0x1] command: params: [secret]"))
                        .code())
                .isEqualTo("WRONGTYPE");
        assertThat(Failures.refused(new RedisException("Error in a script of before 7.0. channel: [id: 0x1]"))
                        .code())
                .as("no prefix")
                .isEqualTo("ERR");
        assertThat(Failures.refused(new RedisOutOfMemoryException(
                        "command not allowed when used memory > 'maxmemory'. channel: [id: 0x1] data: secret")))
                .as("the client takes the prefix away")
                .hasMessage("OOM command not allowed when used memory > 'maxmemory'")
                .satisfies(refused -> assertThat(refused.code()).isEqualTo("OOM"));
    }
}
