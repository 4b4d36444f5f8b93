package io.throughline.near;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Transactions on a node, one after the other, which change the row. */
final class WalkWriter {

    private final NearWalk walk;
    private final String name;
    private final int at;
    private @Nullable WalkTransaction current;

    /** @param at which node */
    WalkWriter(NearWalk walk, String name, int at) {
        this.walk = walk;
        this.name = name;
        this.at = at;
    }

    /** Whether the database lets nobody else change the row. */
    boolean holdsRow() {
        return current != null && current.holdsRow();
    }

    boolean isIdle() {
        return current == null;
    }

    boolean isOn(int node) {
        return at == node;
    }

    /** Whether its node may die, and what is promised holds still. */
    boolean mayDie() {
        return current == null || current.mayDie();
    }

    void offer(Consumer<WalkMove> moves) {
        if (current != null && (current.isOver() || current.isOnDeadNode())) {
            current = null;
        }
        if (current != null) {
            current.offer(name, moves);
        } else if (walk.isRowFree()) {
            moves.accept(new WalkMove(name, "begins", .5, this::begins));
        }
    }

    private void begins() {
        current = new WalkTransaction(walk, walk.nodeAt(at));
        current.begins();
    }
}
