package io.throughline.redis;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.redisson.client.handler.CommandsQueue;
import org.redisson.client.protocol.CommandData;
import org.redisson.client.protocol.CommandsData;
import org.redisson.client.protocol.QueueCommandHolder;
import org.redisson.client.protocol.RedisCommands;

/**
 * Keeps values that are longer than any of the cache's away from the client, which would gather them in memory. Otherwise somebody's {@code SETRANGE}
 * would cost each reader an OutOfMemoryError, and would fail all commands that wait for replies on that connection. A short value that is not a valid
 * record takes the place of the long one at once; the long one's bytes are thrown away as they arrive.
 *
 * <p>It knows only as much of the server's protocol (RESP2) as this takes: a reply consists of lines, and a line <code>$n</code> is followed by n
 * bytes and a line end. Each connection has one.
 */
final class LongValues extends ChannelInboundHandlerAdapter {

    /** More than the longest body, with its head. */
    static final long LONGEST = 65L * 1024 * 1024;

    private static final String REPLY = "$1\r\n?\r\n";
    private static final int LINE_END = 2;

    /** Hears of long values, on the client's threads: it must not wait. */
    interface Listener {

        /** @param keys the value belongs to one of these, as the server knows them */
        void found(List<String> keys);

        /** A part of a long value has been thrown away. Replies behind it on the connection come late. */
        void skipping();
    }

    private final Listener listener;
    private @Nullable ByteBuf partOfLine;
    private long left;
    private long skipped;
    /** How many values the current list has; {@link #values} is how many of them have arrived. */
    private long size = -1;

    private int values;

    LongValues(Listener listener) {
        this.listener = listener;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof ByteBuf arrived)) {
            context.fireChannelRead(message);
            return;
        }
        ByteBuf in = arrived;
        if (partOfLine != null) {
            in = Unpooled.wrappedBuffer(partOfLine, arrived);
            partOfLine = null;
        }
        int begin = in.readerIndex();
        int end = in.writerIndex();
        int from = begin; // everything before it has been handed on, or thrown away
        int at = begin; // everything before it is understood
        while (at < end) {
            if (skipped > 0) {
                int some = (int) Math.min(skipped, end - at);
                skipped -= some;
                at += some;
                from = at;
                listener.skipping();
                continue;
            }
            if (left > 0) {
                int some = (int) Math.min(left, end - at);
                left -= some;
                at += some;
                continue;
            }
            int lineEnd = in.indexOf(at, end, (byte) '\n');
            if (lineEnd < 0) {
                handOn(context, in, from, at);
                partOfLine = in.retainedSlice(at, end - at);
                in.release();
                return;
            }
            long length = in.getByte(at) == '$' ? number(in, at, lineEnd) : -1;
            if (in.getByte(at) == '*') {
                size = number(in, at, lineEnd);
                values = 0;
            } else {
                values++;
            }
            if (length > LONGEST) {
                listener.found(keys(context.channel()));
                handOn(context, in, from, at);
                context.fireChannelRead(Unpooled.copiedBuffer(REPLY, StandardCharsets.US_ASCII));
                skipped = length + LINE_END;
                from = lineEnd + 1;
            } else if (length >= 0) {
                left = length + LINE_END;
            }
            at = lineEnd + 1;
        }
        if (from == begin) {
            context.fireChannelRead(in);
        } else {
            handOn(context, in, from, end);
            in.release();
        }
    }

    private static void handOn(ChannelHandlerContext context, ByteBuf in, int from, int to) {
        if (to > from) {
            context.fireChannelRead(in.retainedSlice(from, to - from));
        }
    }

    /** The key whose value is read now: in a list with as many keys, the one whose turn it is. */
    private List<String> keys(Channel channel) {
        Queue<QueueCommandHolder> queue =
                channel.attr(CommandsQueue.COMMANDS_QUEUE).get();
        QueueCommandHolder first = queue == null ? null : queue.peek();
        if (first == null) {
            return List.of();
        }
        List<? extends CommandData<?, ?>> commands = first.getCommand() instanceof CommandsData batch
                ? batch.getCommands()
                : List.of((CommandData<?, ?>) first.getCommand());
        return commands.stream()
                .filter(command -> command.getCommand().getName().equals(RedisCommands.MGET.getName()))
                .map(CommandData::getParams)
                .filter(keys -> keys.length == size && values <= size)
                .map(keys -> keys[values - 1].toString())
                .toList();
    }

    /** The number after the first character of a line; -1 if there is none, as in "$-1". */
    private static long number(ByteBuf in, int at, int lineEnd) {
        long length = 0;
        for (int i = at + 1; i < lineEnd - 1; i++) {
            byte digit = in.getByte(i);
            if (digit < '0' || digit > '9') {
                return -1;
            }
            length = length * 10 + digit - '0';
        }
        return length;
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        if (partOfLine != null) {
            partOfLine.release();
            partOfLine = null;
        }
    }
}
