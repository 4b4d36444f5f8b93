package io.throughline.it.protocol;

import static io.throughline.protocol.Read.Miss.CLOSED;
import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.protocol.Reply;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CloseScriptTest extends ScriptTest {

    private long before;

    @BeforeEach
    void oldStripe() {
        givenOldStripe();
        before = now();
    }

    @Test
    void addsTheTokenToEveryStripe() {
        assertThat(close(mine).is(Reply.CLOSED)).isTrue();
        long after = now();
        assertThat(region.recordKeys()).allSatisfy(key -> {
            StripeRecord stripe = StripeRecord.of((byte[]) redis.call("GET", key));
            assertThat(stripe.closers()).extracting(Limit::token).containsExactly(Limit.name(mine));
            assertThat(stripe.closers().get(0).at()).isBetween(before + LIMIT, after + LIMIT + Row.SLACK);
        });
    }

    @Test
    void leavesBornAndFence() {
        StripeRecord open = stripe();
        close(mine);
        assertThat(stripe()).isEqualTo(new StripeRecord(open.born(), open.fence(), stripe().closers()));
    }

    @Test
    void isRefusedPastItsDeadlineAndLeavesNothing() {
        redis.flushAll();
        assertThat(run(operations.close(region, mine, now() - 1)).outcome()).isZero();
        assertThat(redis.keys("*")).isEmpty();
    }

    @Test
    void countsATokenOnce() {
        close(mine);
        Limit first = stripe().closers().get(0);
        close(mine);
        assertThat(stripe().closers()).extracting(Limit::token).containsExactly(Limit.name(mine));
        assertThat(stripe().closers().get(0).at()).isGreaterThan(first.at());
    }

    @Test
    void ofTwoKeepsBoth() {
        close(mine);
        Limit first = stripe().closers().get(0);
        close(others);
        assertThat(stripe().closers()).extracting(Limit::token).containsExactly(Limit.name(mine), Limit.name(others));
        assertThat(stripe().closers()).startsWith(first);
    }

    @Test
    void makesAllOfTheRegionMissesAndRefusesPuts() {
        given(ItemRecord.of(before, Items.unversioned(4)));
        assertThat(read().miss()).isNull();
        close(mine);
        assertThat(read().miss()).isEqualTo(CLOSED);
        assertThat(put(5, now()).outcome()).isEqualTo(4);
    }

    @Test
    void ofATokenThatRanOutIsBornAndFenceAtItsLimit() {
        long limit = ranOut();
        given(new StripeRecord(1, 1, Limit.of(others, limit)));
        close(mine);
        assertThat(stripe().born()).isEqualTo(limit);
        assertThat(stripe().fence()).isEqualTo(limit);
        assertThat(stripe().closers()).extracting(Limit::token).containsExactly(Limit.name(mine));
    }

    @Test
    void ranOutNeverLowersBornOrFence() {
        StripeRecord there = new StripeRecord(before - 2, before - 1);
        given(new StripeRecord(there.born(), there.fence(), Limit.of(others, ranOut())));
        close(mine);
        assertThat(stripe()).isEqualTo(new StripeRecord(there.born(), there.fence(), stripe().closers()));
        assertThat(stripe().closers()).hasSize(1);
    }
}
