package io.throughline.it.relay;

import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Which request a reply belongs to: the oldest one without, as Redis answers in order. What a server says on its own
 * (published messages, RESP3 pushes) belongs to none.
 */
final class PendingReplies {

    private final Queue<Exchange> unanswered = new ConcurrentLinkedQueue<>();
    private final Set<Exchange> undelivered = ConcurrentHashMap.newKeySet();
    private volatile boolean subscribed;

    /** Before the request goes out. */
    void add(Command command, Exchange exchange) {
        if (Exchange.isSubscription(command)) {
            subscribed = true;
        }
        undelivered.add(exchange);
        unanswered.add(exchange);
    }

    /** @return null if the reply answers no request, or is not yet the last one to its request */
    Exchange completedBy(Reply reply) {
        Exchange oldest = unanswered.peek();
        if (oldest == null || isUnasked(reply, oldest) || !oldest.isCompletedByNext()) {
            return null;
        }
        return unanswered.poll();
    }

    void delivered(Exchange exchange) {
        undelivered.remove(exchange);
        exchange.delivered();
    }

    void loseAll() {
        undelivered.forEach(Exchange::lost);
        undelivered.clear();
    }

    private boolean isUnasked(Reply reply, Exchange oldest) {
        // without a subscription a RESP2 list is data, whatever its first element looks like
        if (reply.type() == '*' && !subscribed) {
            return false;
        }
        return reply.isMessage() || reply.isConfirmation() && !oldest.isOf(reply.kind());
    }
}
