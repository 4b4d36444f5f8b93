package io.throughline.redis;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.handler.flush.FlushConsolidationHandler;
import org.redisson.client.NettyHook;
import org.redisson.client.handler.CommandDecoder;

/** What the connections of the cache's own client have in addition to the client's handlers. */
final class OwnChannels implements NettyHook {

    private final LongValues.Listener listener;

    /** @param listener hears of values that are too long */
    OwnChannels(LongValues.Listener listener) {
        this.listener = listener;
    }

    @Override
    public void afterBoostrapInitialization(Bootstrap bootstrap) {
        // nothing to change there
    }

    /** What many callers send on a connection at about the same time goes out in one write. Values that are longer than any of the cache's do not come in. */
    @Override
    public void afterChannelInitialization(Channel channel) {
        channel.pipeline()
                .addFirst(new FlushConsolidationHandler(
                        FlushConsolidationHandler.DEFAULT_EXPLICIT_FLUSH_AFTER_FLUSHES, true));
        channel.pipeline()
                .addBefore(
                        channel.pipeline().context(CommandDecoder.class).name(),
                        LongValues.class.getName(),
                        new LongValues(listener));
    }
}
