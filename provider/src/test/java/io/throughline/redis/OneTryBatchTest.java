package io.throughline.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.client.RedisTimeoutException;
import org.redisson.client.codec.StringCodec;
import org.redisson.client.protocol.RedisCommands;
import org.redisson.command.CommandAsyncExecutor;
import org.redisson.config.Config;

class OneTryBatchTest {

    /** The client makes each the other's suppressed exception while it reads replies that come just then. */
    @Test
    @Timeout(60)
    void commandsThatTimeOutTogetherFailWithExceptionsOfTheirOwn() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread answering = new Thread(() -> acceptAll(server));
            answering.setDaemon(true);
            answering.start();
            Config config = new Config();
            config.useSingleServer()
                    .setAddress("redis://127.0.0.1:" + server.getLocalPort())
                    .setConnectionMinimumIdleSize(1)
                    .setConnectionPoolSize(2);
            RedissonClient client = Redisson.create(config);
            try {
                CommandAsyncExecutor executor = ((Redisson) client).getCommandExecutor();
                OneTryBatch batch = new OneTryBatch(executor, 50);
                CompletableFuture<String> one = get(batch, "one");
                CompletableFuture<String> other = get(batch, "other");
                assertThat(batch.executeAsyncVoid().toCompletableFuture()).failsWithin(30, TimeUnit.SECONDS);
                Throwable first = Failures.of(one);
                Throwable second = Failures.of(other);
                assertThat(first).isInstanceOf(RedisTimeoutException.class).isNotSameAs(second);
                assertThat(second).isInstanceOf(RedisTimeoutException.class).hasMessage(first.getMessage());
            } finally {
                client.shutdown(0, 2, TimeUnit.SECONDS);
            }
        }
    }

    private static CompletableFuture<String> get(OneTryBatch batch, String key) {
        return batch.<Object, String>writeAsync(key, StringCodec.INSTANCE, RedisCommands.GET, key)
                .toCompletableFuture();
    }

    private static void acceptAll(ServerSocket server) {
        try {
            while (true) {
                Socket socket = server.accept();
                Thread thread = new Thread(() -> answerPings(socket));
                thread.setDaemon(true);
                thread.start();
            }
        } catch (IOException e) {
            assertThat(server.isClosed()).isTrue();
        }
    }

    private static void answerPings(Socket socket) {
        try (socket;
                BufferedReader lines =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.equals("PING")) {
                    socket.getOutputStream().write("+PONG\r\n".getBytes(StandardCharsets.US_ASCII));
                }
            }
        } catch (IOException e) {
            // the client has gone
        }
    }
}
