package io.throughline.it.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.protocol.Reply;
import io.throughline.protocol.Token;

/** A transaction that writes the row by a bulk statement: it closes the region around its commit. */
final class Bulk extends Committer {

    private final Token token;

    Bulk(Row row, Token token) {
        super(row);
        this.token = token;
    }

    void closes() {
        long before = row.redis().time();
        Reply reply = row.run(Arguments.onlyRecordOf(
                row.entry(), row.operations().close(row.entry().region(), token, Row.NO_DEADLINE)));
        assertThat(reply.outcome()).as("CLOSE").isEqualTo(Reply.CLOSED);
        protectedBy(before, reply);
    }

    void opens() {
        row.run(Arguments.onlyRecordOf(
                row.entry(), row.operations().open(row.entry().region(), token)));
        row.know(written());
    }

    @Override
    void protects() {
        closes();
    }

    @Override
    void releases() {
        opens();
    }
}
