package io.throughline.near;

import io.throughline.protocol.Pipeline.EntryRecords;
import io.throughline.protocol.Read;
import io.throughline.protocol.Reply;
import io.throughline.protocol.ServerClock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Sessions on a node with a near cache, one after the other: each reads the row, from near, from Redis, or from the database, and puts what it has loaded. */
final class WalkReader {

    private final NearWalk walk;
    private final String name;
    private final int at;

    private Phase phase = Phase.IDLE;
    private WalkNode node;
    private long asOf;
    private long floor;
    private long loaded;
    private @Nullable Ticket ticket;
    private @Nullable EntryRecords records;
    private @Nullable CompletableFuture<Void> words;

    private enum Phase {
        IDLE,
        BEGUN,
        READ,
        MISSED,
        LOADED,
        PUTTING,
        CALLING
    }

    /** @param at which node */
    WalkReader(NearWalk walk, String name, int at) {
        this.walk = walk;
        this.name = name;
        this.at = at;
        this.node = walk.nodeAt(at);
    }

    void offer(Consumer<WalkMove> moves) {
        if (node.isDead()) {
            phase = Phase.IDLE;
        }
        switch (phase) {
            case IDLE -> offer(moves, "begins", this::begins);
            case BEGUN -> offer(moves, "gets", this::gets);
            case READ -> offer(moves, "has read", this::hasRead);
            case MISSED -> offer(moves, "loads", this::loads);
            case LOADED -> offer(moves, "puts", this::puts);
            case PUTTING -> {}
            case CALLING -> {
                if (words.isDone()) {
                    offer(moves, "returns", this::returns);
                }
            }
        }
    }

    private void offer(Consumer<WalkMove> moves, String what, Runnable action) {
        moves.accept(new WalkMove(name, what, .4, action));
    }

    /** A whole session, undisturbed. */
    void reads() {
        begins();
        if (phase == Phase.BEGUN) {
            gets();
        }
        if (phase == Phase.READ) {
            hasRead();
        }
        if (phase == Phase.MISSED) {
            loads();
        }
        if (phase == Phase.LOADED) {
            puts();
        }
    }

    private void begins() {
        node = walk.nodeAt(at);
        asOf = node.asOf();
        floor = walk.known();
        // a query does not look for the row
        phase = asOf == ServerClock.UNKNOWN ? Phase.IDLE : walk.chance(.1) ? Phase.MISSED : Phase.BEGUN;
    }

    private void gets() {
        Long near = (Long) node.region().get(walk.row().key(), asOf);
        if (near != null) {
            given(near, "near");
            phase = Phase.IDLE;
            return;
        }
        ticket = node.region().ticket();
        records = walk.server().read(walk.row());
        phase = Phase.READ;
    }

    private void hasRead() {
        Read read = Read.of(records, asOf, NearWalk.SHAPE);
        if (read.body() == null) {
            phase = Phase.MISSED;
            return;
        }
        long version = read.body().getLong();
        if (ticket != null) {
            node.region().fill(walk.row().key(), walk.row(), version, read.stamp(), ticket);
        }
        given(version, "Redis");
        phase = Phase.IDLE;
    }

    private void loads() {
        loaded = walk.committed();
        given(loaded, "the database");
        phase = walk.chance(.1) ? Phase.IDLE : Phase.LOADED;
    }

    private void given(long version, String where) {
        walk.given(name, version, where, floor);
    }

    private void puts() {
        phase = Phase.PUTTING;
        WalkNode on = node;
        long version = loaded;
        long stamp = asOf;
        Ticket before = node.region().ticket();
        walk.network()
                .send(node, List.of(walk.operations().putLoaded(walk.row(), NearWalk.item(version), asOf, 0)))
                .whenComplete((replies, failure) -> {
                    if (!on.isDead()) {
                        if (before != null && failure == null && replies.get(0).is(Reply.PUT)) {
                            on.region().fill(walk.row().key(), walk.row(), version, stamp, before);
                        }
                        put(failure == null ? replies.get(0).outcome() : 0);
                    }
                });
    }

    private void put(long outcome) {
        if (outcome >= Reply.REPLACED) { // one more where the product is not to know
            words = outcome == Reply.REPLACED ? node.call(walk.named()) : CompletableFuture.completedFuture(null);
            phase = Phase.CALLING;
        } else {
            phase = Phase.IDLE;
        }
    }

    /** Others are given what it has put in the place of something else, or newer. */
    private void returns() {
        if (!words.isCompletedExceptionally()) {
            walk.know(loaded);
        }
        phase = Phase.IDLE;
    }
}
