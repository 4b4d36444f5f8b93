package io.throughline.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EvaluationTest {

    private static final Scripts SCRIPTS = Scripts.shipped();

    @Test
    void whatFollowsEachOtherSaysOnceWhatItHasInCommon() {
        Evaluation evaluation = Evaluation.of(List.of(
                call(SCRIPTS.settle(), List.of("s1", "e1"), "60", "token", "one"),
                call(SCRIPTS.settle(), List.of("s2", "e2"), "60", "token", "two"),
                call(SCRIPTS.evict(), List.of("s3", "e3"), "60")));
        assertThat(evaluation.keys()).containsExactly("s1", "e1", "s2", "e2", "s3", "e3");
        assertThat(arguments(evaluation))
                .containsExactly(
                        "0",
                        header("settle", 2, 2, 0, 3, 2),
                        "60",
                        "token",
                        "one",
                        "two",
                        header("evict", 1, 2, 2, 1, 1),
                        "60");
    }

    @Test
    void keysOfARegionAreThereOnce() {
        Evaluation evaluation = Evaluation.of(List.of(
                call(SCRIPTS.evict(), List.of("r", "f", "e1"), "60", "r", "1"),
                call(SCRIPTS.evict(), List.of("r", "f", "e2"), "60", "r", "2")));
        assertThat(evaluation.keys()).containsExactly("r", "f", "e1", "e2");
        assertThat(arguments(evaluation)).containsExactly("0", header("evict", 2, 3, 2, 3, 2), "60", "r", "1", "2");
    }

    @Test
    void anotherTimeToLiveBeginsAnew() {
        Evaluation evaluation = Evaluation.of(List.of(
                call(SCRIPTS.evict(), List.of("s1", "e1"), "60", "r"),
                call(SCRIPTS.evict(), List.of("s2", "e2"), "90", "r")));
        assertThat(arguments(evaluation))
                .containsExactly(
                        "0", header("evict", 1, 2, 2, 2, 2), "60", "r", header("evict", 1, 2, 2, 2, 2), "90", "r");
    }

    @Test
    void whatMemoryMayRefuseSaysSo() {
        Evaluation evaluation = Evaluation.of(List.of(
                call(SCRIPTS.evict(), List.of("s1", "e1"), "60"), call(SCRIPTS.put(), List.of("s2", "e2"), "60")));
        assertThat(arguments(evaluation)).startsWith("1");
    }

    @Test
    void noneIsLongerThanItMayBe() {
        List<Call> calls = Collections.nCopies(250, call(SCRIPTS.evict(), List.of("s", "e"), "60"));
        assertThat(Evaluation.cut(calls))
                .extracting(each -> each.calls().size())
                .containsExactly(100, 100, 50);
    }

    @Test
    void whatIsOnAWholeRegionGoesAlone() {
        List<String> stripes = IntStream.range(0, 256).mapToObj(i -> "s" + i).toList();
        Call clear = call(SCRIPTS.clear(), stripes, "60");
        Call evict = call(SCRIPTS.evict(), List.of("s", "e"), "60");
        assertThat(Evaluation.cut(List.of(evict, evict, clear, clear, evict)))
                .extracting(each -> each.calls().size())
                .containsExactly(2, 1, 1, 1);
    }

    private static Call call(Script script, List<String> keys, String... arguments) {
        return new Call(
                script,
                keys,
                List.of(arguments).stream()
                        .map(argument -> argument.getBytes(StandardCharsets.US_ASCII))
                        .toList());
    }

    /** As text of bytes, like all arguments here: these numbers are one byte each, with a zero before it. */
    private static String header(String operation, int... numbers) {
        StringBuilder header = new StringBuilder();
        for (int number : numbers) {
            header.append('\0').append((char) number);
        }
        return header.append(operation).append('\0').toString();
    }

    private static List<String> arguments(Evaluation evaluation) {
        return evaluation.arguments().stream()
                .map(argument -> new String(argument, StandardCharsets.US_ASCII))
                .toList();
    }
}
