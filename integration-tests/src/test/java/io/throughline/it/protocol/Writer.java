package io.throughline.it.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.protocol.Item;
import io.throughline.protocol.Reply;
import io.throughline.protocol.Token;

/** A transaction that writes the row as an entity: it locks the entry around its commit. */
final class Writer extends Committer {

    private final Token token;

    Writer(Row row, Token token) {
        super(row);
        this.token = token;
    }

    void locks() {
        long before = row.redis().time();
        Reply reply = row.run(
                Arguments.retention(row.operations().lock(row.entry(), token, Row.NO_DEADLINE), row.retention()));
        assertThat(reply.outcome()).as("LOCK").isEqualTo(Reply.LOCKED);
        protectedBy(before, reply);
    }

    void settles() {
        settles(Items.unversioned(written()));
    }

    /** As after a write that leaves no state to be cached. */
    void settlesWithoutItem() {
        settles(null);
    }

    private void settles(Item item) {
        row.run(Arguments.retention(row.operations().settle(row.entry(), token, item), row.retention()));
        row.know(written());
    }

    @Override
    void protects() {
        locks();
    }

    @Override
    void releases() {
        settles();
    }
}
