package io.throughline.it.protocol;

import static io.throughline.protocol.Read.Miss.CLOSED;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OpenScriptTest extends ScriptTest {

    private long before;

    @BeforeEach
    void oldStripe() {
        givenOldStripe();
        before = now();
    }

    @Test
    void removesTheTokenAndBearsAndFencesEveryStripeNow() {
        close(mine);
        before = now();
        assertThat(open(mine).outcome()).isEqualTo(1);
        long after = now();
        assertThat(region.recordKeys()).allSatisfy(key -> {
            StripeRecord stripe = StripeRecord.of((byte[]) redis.call("GET", key));
            assertThat(stripe.born()).isBetween(before, after);
            assertThat(stripe).isEqualTo(new StripeRecord(stripe.born(), stripe.born()));
        });
    }

    @Test
    void leavesTheTokenOfAnother() {
        close(mine);
        close(others);
        Limit theirs = stripe().closers().get(1);
        open(mine);
        assertThat(stripe().closers()).containsExactly(theirs);
        assertThat(put(5, now()).outcome()).isEqualTo(4);
    }

    @Test
    void bearsAndFencesWhetherTheTokenIsThereOrNot() {
        open(mine);
        assertThat(stripe().born()).isBetween(before, now());
        assertThat(stripe().fence()).isBetween(before, now());
    }

    @Test
    void believesNothingFromBefore() {
        given(ItemRecord.of(before, Items.unversioned(4)));
        close(mine);
        open(mine);
        assertThat(read().miss()).isEqualTo(CLOSED);
        assertThat(put(5, before).outcome()).isEqualTo(4);
    }

    @Test
    void admitsALoadThatBeginsAfterwards() {
        close(mine);
        open(mine);
        assertThat(put(5, now()).outcome()).isEqualTo(1);
        assertThat(read().miss()).isNull();
    }
}
