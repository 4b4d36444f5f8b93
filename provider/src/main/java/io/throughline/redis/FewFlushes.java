package io.throughline.redis;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.handler.flush.FlushConsolidationHandler;
import org.redisson.client.NettyHook;

/** What many callers send on a connection at about the same time goes out in one write to the network. */
final class FewFlushes implements NettyHook {

    @Override
    public void afterBoostrapInitialization(Bootstrap bootstrap) {
        // nothing to change there
    }

    @Override
    public void afterChannelInitialization(Channel channel) {
        channel.pipeline()
                .addFirst(new FlushConsolidationHandler(
                        FlushConsolidationHandler.DEFAULT_EXPLICIT_FLUSH_AFTER_FLUSHES, true));
    }
}
