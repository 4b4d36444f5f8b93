package io.throughline.it.protocol;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.protocol.Call;
import io.throughline.protocol.EntryAddress;
import io.throughline.protocol.Reply;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Several operations in one EVALSHA: each does what it does alone. */
class PipelineScriptTest extends ScriptTest {

    @Test
    void theyRunInOrder() {
        givenOldStripe();
        List<Reply> replies = runner.runTogether(List.of(
                operations.lock(entry, mine, Row.NO_DEADLINE),
                operations.settle(entry, mine, Items.unversioned(5)),
                operations.lock(entry, others, Row.NO_DEADLINE)));
        assertThat(replies).extracting(Reply::outcome).containsExactly(Reply.LOCKED, Reply.STORED, Reply.LOCKED);
        assertThat(locked().holders()).extracting(Limit::token).containsExactly(Limit.name(others));
    }

    /** The server's clock stands still meanwhile; a stripe's does not. */
    @Test
    void twoChangesOfAStripeAreTwoMoments() {
        givenOldStripe();
        List<Reply> replies = runner.runTogether(List.of(operations.evict(entry), operations.evict(entry)));
        assertThat(replies.get(0).serverTime()).isEqualTo(replies.get(1).serverTime());
        assertThat(stripe().fence()).isEqualTo(replies.get(0).serverTime() + 1);
    }

    @Test
    void oneThatFailsLeavesTheOthersAsTheyAre() {
        EntryAddress broken = region.entry("broken");
        EntryAddress last = region.entry("last");
        redis.call("HSET", broken.key(), "not", "ours");
        List<Object> outcomes = runner.outcomes(List.of(
                operations.lock(entry, mine, Row.NO_DEADLINE),
                operations.lock(broken, mine, Row.NO_DEADLINE),
                operations.lock(last, mine, Row.NO_DEADLINE)));
        assertThat(outcomes.get(0)).isEqualTo(Reply.LOCKED);
        assertThat(new String((byte[]) outcomes.get(1), US_ASCII)).startsWith("WRONGTYPE ");
        assertThat(outcomes.get(2)).isEqualTo(Reply.LOCKED);
        assertThat(LockRecord.of(runner.read(last).entry()).holders()).hasSize(1);
    }

    @Test
    void whatIsAlikeAndWhatIsNot() {
        makeAndWait();
        List<Call> calls = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            calls.add(operations.lock(region.entry("w" + i), mine, Row.NO_DEADLINE));
        }
        calls.add(operations.evict(entry));
        assertThat(runner.runTogether(calls)).extracting(Reply::outcome).containsOnly(1L);
        calls.clear();
        for (int i = 0; i < 50; i++) {
            calls.add(operations.settle(region.entry("w" + i), mine, i % 2 == 0 ? Items.unversioned(i) : null));
        }
        assertThat(runner.runTogether(calls)).extracting(Reply::outcome).containsOnly(1L, 2L);
        for (int i = 0; i < 50; i++) {
            byte[] stored = runner.read(region.entry("w" + i)).entry();
            if (i % 2 == 0) {
                assertThat(ItemRecord.of(stored).rest())
                        .isEqualTo(ItemRecord.of(0, Items.unversioned(i)).rest());
            } else {
                assertThat(stored).isNull();
            }
        }
    }

    private void makeAndWait() {
        make();
        runner.waitUntilPast(now());
    }
}
