package io.throughline.it.relay;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A request on its way, as its connection remembers it until its reply has gone to the client. */
final class Exchange {

    private static final Set<String> SUBSCRIPTIONS =
            Set.of("SUBSCRIBE", "UNSUBSCRIBE", "PSUBSCRIBE", "PUNSUBSCRIBE", "SSUBSCRIBE", "SUNSUBSCRIBE");

    private final String name;
    private final RoundTripCount count;
    private final List<Gate> replyGates;
    private int repliesToCome;
    private boolean finished;

    /** @param count what counts it; null if nothing does */
    Exchange(Command command, RoundTripCount count, List<Gate> replyGates) {
        this.name = command.name().toLowerCase(Locale.ROOT);
        this.count = count;
        this.replyGates = replyGates;
        // a subscription is answered channel by channel
        this.repliesToCome =
                isSubscription(command) ? Math.max(1, command.args().size() - 1) : 1;
    }

    static boolean isSubscription(Command command) {
        return SUBSCRIPTIONS.contains(command.name());
    }

    boolean isOf(String kind) {
        return name.equals(kind);
    }

    /** Takes one reply. @return whether it was the last */
    boolean isCompletedByNext() {
        return --repliesToCome == 0;
    }

    /** What the reply has to pass on its way back. */
    List<Gate> replied(int bytes) {
        if (count != null) {
            replyGates.add(count.replied(bytes));
        }
        return replyGates;
    }

    /** The reply is about to go to the client. */
    synchronized void delivered() {
        if (count != null && !finished) {
            count.delivered();
        }
        finished = true;
    }

    /** There will be no reply, or nobody to take it. */
    synchronized void lost() {
        if (count != null && !finished) {
            count.lost();
        }
        finished = true;
    }
}
