package io.throughline.redis;

import java.net.InetSocketAddress;
import java.util.function.Consumer;
import org.redisson.connection.ConnectionListener;

/** Hears of broken connections from the client, on the client's threads: it must not wait. */
@SuppressWarnings(
        "deprecation") // the listener's methods of two parameters lead to those of one, which cannot be left out
final class Disconnections implements ConnectionListener {

    private final Consumer<InetSocketAddress> told;

    Disconnections(Consumer<InetSocketAddress> told) {
        this.told = told;
    }

    @Override
    public void onConnect(InetSocketAddress address) {
        // a heartbeat finds out whether it is the same server
    }

    @Override
    public void onDisconnect(InetSocketAddress address) {
        told.accept(address);
    }
}
