package io.throughline.near;

import io.throughline.protocol.Call;
import io.throughline.protocol.RedisUnavailableException;
import io.throughline.protocol.Reply;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Between the nodes of a {@link NearWalk} and Redis: what is sent is executed at once, or later, and answered at once, or later, or never. */
final class WalkNetwork {

    static final String IS_EXECUTED = "is executed";

    private static final Set<String> OF_HOME = Set.of("join", "renew", "leave", "expel", "call");
    private static final int DEADLINE_AT = 26; // behind version, kind, node, number
    private static final double AT_ONCE = .85;
    private static final double UPKEEP_AT_ONCE = .97;

    private final NearWalk walk;
    private final WalkServer server;
    private final List<Request> requests = new ArrayList<>();
    private boolean homeIsAway;

    WalkNetwork(NearWalk walk, WalkServer server) {
        this.walk = walk;
        this.server = server;
    }

    /** Calls that are executed together. */
    private final class Request {
        private final WalkNode from;
        private final List<Call> calls;
        private final long askedAt;
        private final CompletableFuture<List<Reply>> answer = new CompletableFuture<>();
        private @Nullable List<Reply> replies;

        Request(WalkNode from, List<Call> calls) {
            this.from = from;
            this.calls = calls;
            this.askedAt = from.nanos();
        }

        boolean isOfHome() {
            return calls.stream()
                    .anyMatch(call -> OF_HOME.contains(call.script().name()));
        }

        /** Whether it costs nothing but time if it is never answered. */
        boolean isUpkeep() {
            return calls.stream().allMatch(Call::isDispensable);
        }

        void execute() {
            List<Reply> done = server.run(calls);
            replies = done;
            if (calls.stream().anyMatch(call -> call.script().name().equals("call"))) {
                server.calls().forEach(message -> walk.publish(WalkServer.NEAR.callsChannel(), forged(message)));
            }
        }

        void reply(List<Reply> done) {
            requests.remove(this);
            from.sample(askedAt, done.get(0).serverTime());
            answer.complete(done);
        }

        void fail() {
            requests.remove(this);
            answer.completeExceptionally(new RedisUnavailableException("as the walk has it", null));
        }

        @Override
        public String toString() {
            return from + " " + calls.stream().map(call -> call.script().name()).toList();
        }
    }

    CompletableFuture<List<Reply>> send(WalkNode from, List<Call> calls) {
        Request request = new Request(from, calls);
        if (homeIsAway && request.isOfHome()) {
            request.fail();
            return request.answer;
        }
        requests.add(request);
        double atOnce = request.isUpkeep() ? UPKEEP_AT_ONCE : AT_ONCE;
        if (walk.isCalm() || walk.chance(atOnce)) {
            request.execute();
            if (walk.isCalm() || walk.chance(atOnce)) {
                request.reply(request.replies);
            }
        }
        return request.answer;
    }

    /** A call, as far as its rule is in force. */
    private byte[] forged(byte[] message) {
        if (walk.without() == WalkRule.NOFILL) {
            ByteBuffer.wrap(message).putLong(DEADLINE_AT, 0);
        } else if (walk.without() == WalkRule.GUARD && walk.scene().kind() != WalkScene.Kind.BULK) {
            message[message.length - 1] ^= 1;
        }
        return message;
    }

    void offer(Consumer<WalkMove> moves) {
        for (Request request : List.copyOf(requests)) {
            List<Reply> done = request.replies;
            if (done == null) {
                moves.accept(new WalkMove(request, IS_EXECUTED, .5, request::execute));
            } else {
                moves.accept(new WalkMove(request, "is answered", .5, () -> request.reply(done)));
            }
            if (request.isUpkeep()) {
                moves.accept(new WalkMove(request, "fails", .05, request::fail));
            }
        }
    }

    // home

    /** Nobody reaches it. */
    void homeGoes() {
        homeIsAway = true;
        disturb(Request::fail);
    }

    void homeReturns() {
        homeIsAway = false;
    }

    boolean isHomeAway() {
        return homeIsAway;
    }

    /** What was under way to the server before is lost, or comes to this one; what it has answered comes, or does not. */
    void homeIsAnother() {
        disturb(request -> {
            if (walk.chance(.5)) {
                request.fail();
            }
        });
    }

    private void disturb(Consumer<Request> what) {
        List.copyOf(requests).stream().filter(Request::isOfHome).forEach(what);
    }
}
