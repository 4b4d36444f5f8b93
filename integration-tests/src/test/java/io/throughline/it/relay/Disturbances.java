package io.throughline.it.relay;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** What is switched on at the moment, asked by every connection for every command as it arrives. */
final class Disturbances {

    volatile UnaryOperator<Command> rewrite = UnaryOperator.identity();
    volatile Supplier<Duration> delay = () -> Duration.ZERO;
    volatile Predicate<Command> swallow = command -> false;
    private final List<Stall> requestStalls = new CopyOnWriteArrayList<>();
    private final List<Stall> replyStalls = new CopyOnWriteArrayList<>();

    Stall stallRequests(Predicate<Command> which, boolean every) {
        return add(requestStalls, new Stall(which, every));
    }

    Stall stallReplies(Predicate<Command> which, boolean every) {
        return add(replyStalls, new Stall(which, every));
    }

    /** What the request has to pass. */
    List<Gate> requestGates(Command command) {
        List<Gate> gates = claimed(requestStalls, command);
        Duration time = delay.get();
        if (!time.isZero()) {
            gates.add(Gate.after(time));
        }
        return gates;
    }

    /** What its reply will have to pass. */
    List<Gate> replyGates(Command command) {
        return claimed(replyStalls, command);
    }

    void releaseAll() {
        requestStalls.forEach(Stall::release);
        replyStalls.forEach(Stall::release);
    }

    private static Stall add(List<Stall> stalls, Stall stall) {
        stalls.removeIf(Stall::isReleased);
        stalls.add(stall);
        return stall;
    }

    /** The first stall that wants it gets it; the others wait for the next. */
    private static List<Gate> claimed(List<Stall> stalls, Command command) {
        List<Gate> gates = new ArrayList<>(2);
        for (Stall stall : stalls) {
            if (stall.claims(command)) {
                gates.add(stall.gateFor(command));
                break;
            }
        }
        return gates;
    }
}
