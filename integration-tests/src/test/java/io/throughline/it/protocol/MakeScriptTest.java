package io.throughline.it.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MakeScriptTest extends ScriptTest {

    @Test
    void makesAllRecordsBornAndFencedNow() {
        long before = now();
        assertThat(make().outcome()).isEqualTo(region.recordKeys().size());
        long after = now();
        assertThat(redis.keys("*")).containsExactlyInAnyOrderElementsOf(region.recordKeys());
        assertThat(region.recordKeys()).allSatisfy(key -> {
            StripeRecord stripe = StripeRecord.of((byte[]) redis.call("GET", key));
            assertThat(stripe.born()).isBetween(before, after);
            assertThat(stripe).isEqualTo(new StripeRecord(stripe.born(), stripe.born()));
        });
    }

    @Test
    void leavesARecordThatIsThere() {
        StripeRecord there = new StripeRecord(now() - SECOND, now(), Limit.of(others, now() + LIMIT));
        given(there);
        assertThat(make().outcome()).isEqualTo(region.recordKeys().size() - 1);
        assertThat(stripe()).isEqualTo(there);
    }

    @Test
    void admitsALoadThatBeginsAfterwards() {
        make();
        assertThat(put(5, now()).outcome()).isEqualTo(1);
        assertThat(read().miss()).isNull();
    }

    @Test
    void refusesALoadThatBeganBefore() {
        long asOf = now();
        make();
        assertThat(put(5, asOf).outcome()).isEqualTo(4);
    }

    @Test
    void twiceMakesNothing() {
        make();
        StripeRecord made = stripe();
        assertThat(make().outcome()).isZero();
        assertThat(stripe()).isEqualTo(made);
    }
}
