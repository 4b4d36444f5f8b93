package io.throughline.near;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class WordsTest {

    private final Words words = new Words();
    private final Words.Awaited call = words.expect();

    @Test
    void allAreWaitedFor() {
        CompletableFuture<Void> all = call.of(List.of("a", "b"));
        words.given("a", call.number());
        assertThat(all).isNotDone();
        assertThat(call.missing()).containsExactly("b");
        words.given("b", call.number());
        assertThat(all).isCompleted();
        assertThat(call.missing()).isEmpty();
    }

    @Test
    void aWordMayComeBeforeRedisHasSaidWhoseIsWaitedFor() {
        words.given("a", call.number());
        CompletableFuture<Void> all = call.of(List.of("a", "b"));
        assertThat(call.missing()).containsExactly("b");
        assertThat(all).isNotDone();
        words.given("b", call.number());
        assertThat(all).isCompleted();
    }

    @Test
    void allOfThemMay() {
        words.given("a", call.number());
        assertThat(call.of(List.of("a"))).isCompleted();
    }

    @Test
    void aStrangersCountsForNothing() {
        CompletableFuture<Void> all = call.of(List.of("a"));
        words.given("stranger", call.number());
        assertThat(all).isNotDone();
        assertThat(call.missing()).containsExactly("a");
    }

    @Test
    void aWordForAnotherCallDoesNot() {
        Words.Awaited another = words.expect();
        CompletableFuture<Void> all = call.of(List.of("a"));
        CompletableFuture<Void> ofAnother = another.of(List.of("a"));
        assertThat(another.number()).isNotEqualTo(call.number());
        words.given("a", another.number());
        assertThat(all).isNotDone();
        assertThat(ofAnother).isCompleted();
    }

    @Test
    void nobodyIsWaitedForIfNobodyWasNamed() {
        assertThat(call.of(List.of())).isCompleted();
    }

    @Test
    void theSameWordTwiceCountsOnce() {
        CompletableFuture<Void> all = call.of(List.of("a", "b"));
        words.given("a", call.number());
        words.given("a", call.number());
        assertThat(all).isNotDone();
    }

    @Test
    void noneIsMissingWhileNobodyIsKnown() {
        assertThat(call.missing()).isEmpty();
        words.given("a", call.number());
        assertThat(call.missing()).isEmpty();
    }

    /** Its waiting has been given up, and who is missing is expelled. */
    @Test
    void aWordForACallThatIsForgottenIsHeardByNobody() {
        CompletableFuture<Void> all = call.of(List.of("a"));
        call.forget();
        words.given("a", call.number());
        assertThat(all).isNotDone();
        assertThat(call.missing()).containsExactly("a");
    }
}
