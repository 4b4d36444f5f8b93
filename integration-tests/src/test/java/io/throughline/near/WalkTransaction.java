package io.throughline.near;

import io.throughline.protocol.Call;
import io.throughline.protocol.Reply;
import io.throughline.protocol.Token;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One transaction that changes the row, as CacheTransaction and PendingChanges carry it out: LOCK (or CLOSE) with a CALL, the words, the commit, SETTLE (or OPEN), and if the lock was gone a call
 * after it. One that is not strict has an EVICT and a call after its commit, and nothing before.
 */
final class WalkTransaction {

    static final String COMMITS = "commits";

    private final NearWalk walk;
    private final WalkNode node;
    private final Token token;

    private Phase phase = Phase.SENT;
    private int unanswered;
    private boolean placed;
    private long protectedUntil = Long.MAX_VALUE;
    private NearCalls.@Nullable Calling calling;
    private @Nullable CompletableFuture<Void> words;
    private long version;
    private boolean isOpen;

    private enum Phase {
        /** What goes before the commit is under way. */
        SENT,
        COMMITTED,
        SETTLING,
        /** What goes after it is under way. */
        CALLING,
        OVER
    }

    WalkTransaction(NearWalk walk, WalkNode node) {
        this.walk = walk;
        this.node = node;
        this.token = walk.tokens().next();
    }

    boolean holdsRow() {
        return phase == Phase.SENT;
    }

    boolean isOver() {
        return phase == Phase.OVER;
    }

    boolean isOnDeadNode() {
        return node.isDead();
    }

    /** Whether nobody is given anything old if it gets no further. */
    boolean mayDie() {
        return phase == Phase.SENT || phase == Phase.COMMITTED && !isOpen;
    }

    void begins() {
        if (walk.scene().kind() == WalkScene.Kind.NOT_STRICT) {
            return;
        }
        long deadline = node.deadline();
        Call place = walk.scene().kind() == WalkScene.Kind.BULK
                ? walk.ofRecord(walk.operations().close(walk.row().region(), token, deadline))
                : walk.operations().lock(walk.row(), token, deadline);
        calling = node.isAnythingNear()
                ? node.calls().calling(walk.named(), walk.scene().isCluster() ? deadline : 0)
                : null;
        if (calling == null) {
            unanswered = 1;
            send(List.of(place), replies -> placed(replies.get(0)));
        } else if (walk.scene().isCluster()) {
            unanswered = 2;
            send(List.of(place), replies -> placed(replies.get(0)));
            send(List.of(calling.call()), replies -> calling.answered(replies.get(0)));
        } else {
            unanswered = 1;
            send(List.of(place, calling.call()), replies -> {
                placed(replies.get(0));
                calling.answered(replies.get(1));
            });
        }
    }

    private void send(List<Call> calls, Consumer<List<Reply>> answered) {
        walk.network().send(node, calls).whenComplete((replies, failure) -> {
            if (phase != Phase.SENT || unanswered == 0) {
                return; // not waited for any more
            }
            if (failure == null) {
                answered.accept(replies);
            }
            if (--unanswered == 0) {
                isAnswered();
            }
        });
    }

    private void placed(Reply reply) {
        placed = reply.is(Reply.LOCKED);
        protectedUntil = reply.serverTime() + walk.scene().lockLimit();
    }

    private void isAnswered() {
        node.changed(walk.named());
        words = calling == null ? CompletableFuture.completedFuture(null) : calling.words();
    }

    void offer(String name, Consumer<WalkMove> moves) {
        switch (phase) {
            case SENT -> offerEnd(name, moves);
            case COMMITTED -> moves.accept(new WalkMove(name, "settles", .7, this::settles));
            case CALLING -> {
                if (words.isDone()) {
                    moves.accept(new WalkMove(name, "returns", 1, this::returned));
                }
            }
            case SETTLING, OVER -> {}
        }
    }

    private void offerEnd(String name, Consumer<WalkMove> moves) {
        if (walk.scene().kind() == WalkScene.Kind.NOT_STRICT) {
            moves.accept(new WalkMove(name, COMMITS, 1, this::commits));
            return;
        }
        moves.accept(new WalkMove(name, "rolls back", .02, this::rollsBack));
        if (unanswered > 0) {
            if (walk.scene().rejects()) {
                moves.accept(new WalkMove(name, "is answered no more", .03, () -> {
                    unanswered = 0;
                    isAnswered();
                    placed = false;
                }));
            }
        } else if (words.isDone()) {
            boolean may = placed && (!walk.scene().rejects() || !words.isCompletedExceptionally());
            moves.accept(
                    may
                            ? new WalkMove(name, COMMITS, 1, this::commits)
                            : new WalkMove(name, "is rejected", 1, this::rollsBack));
        }
    }

    /** Its lock runs out. */
    private void rollsBack() {
        phase = Phase.OVER;
    }

    private void commits() {
        version = walk.commit();
        phase = Phase.COMMITTED;
        isOpen = walk.scene().kind() == WalkScene.Kind.NOT_STRICT
                || walk.server().time() >= protectedUntil;
        if (isOpen) {
            walk.opensWindow();
        }
    }

    private void settles() {
        phase = Phase.SETTLING;
        Ticket ticket = node.region() == null ? null : node.region().ticket();
        walk.network().send(node, List.of(release())).whenComplete((replies, failure) -> {
            if (!node.isDead()) {
                settled(replies.get(0), ticket);
            }
        });
    }

    private Call release() {
        return switch (walk.scene().kind()) {
            case ROW -> walk.operations().settle(walk.row(), token, NearWalk.item(version));
            case BULK -> walk.ofRecord(walk.operations().open(walk.row().region(), token));
            case NOT_STRICT -> walk.operations().evict(walk.row());
        };
    }

    private void settled(Reply reply, @Nullable Ticket ticket) {
        if (ticket != null && walk.scene().kind() == WalkScene.Kind.ROW && reply.is(Reply.STORED)) {
            node.region().fill(walk.row().key(), walk.row(), version, reply.serverTime(), ticket);
        }
        boolean unprotected = switch (walk.scene().kind()) {
            case ROW -> reply.is(Reply.LOCK_GONE);
            case BULK -> reply.is(Reply.CLOSER_GONE);
            case NOT_STRICT -> true;
        };
        if (unprotected) {
            words = node.call(walk.named());
            phase = Phase.CALLING;
        } else {
            returned();
        }
    }

    private void returned() {
        walk.know(version);
        if (isOpen) {
            walk.closesWindow();
        }
        phase = Phase.OVER;
    }
}
