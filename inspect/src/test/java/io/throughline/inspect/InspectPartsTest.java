package io.throughline.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.throughline.inspect.LiveRedis.Found;
import io.throughline.inspect.SampledMemory.Reservoir;
import io.throughline.inspect.SeenEntry.State;
import io.throughline.inspect.StoredRecord.BelievedRecord;
import io.throughline.metrics.RegionActivity;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The parts of the page that need no server. */
class InspectPartsTest {

    @Test
    void aPauseIsNineTimesTheCallAndNeverShorterThanAskedFor() throws InterruptedException {
        List<Long> pauses = new ArrayList<>();
        Pace pace = new Pace(Duration.ofMillis(5), pauses::add);
        assertThat(pace.call(() -> "at once")).isEqualTo("at once");
        long before = System.nanoTime();
        pace.call(() -> {
            long until = System.nanoTime() + 3_000_000;
            while (System.nanoTime() < until) {
                Thread.onSpinWait();
            }
            return "late";
        });
        long whole = System.nanoTime() - before;
        assertThat(pauses).hasSize(2);
        assertThat(pauses.get(0)).isGreaterThanOrEqualTo(5_000_000L);
        assertThat(pauses.get(1)).isBetween(9 * 3_000_000L, Math.min(1_000_000_000L, 9 * whole));
        assertThat(pace.calls()).isEqualTo(2);
        assertThat(pace.waited()).isGreaterThanOrEqualTo(Duration.ofMillis(3));
    }

    @Test
    void nobodyLooksBeforeHeHasAskedNorLongAfter() {
        Looking looking = new Looking(Duration.ofMinutes(1));
        assertThat(looking.isGoingOn()).isFalse();
        looking.look();
        assertThat(looking.isGoingOn()).isTrue();
        Looking over = new Looking(Duration.ZERO);
        over.look();
        assertThat(over.isGoingOn()).isFalse();
    }

    /** Of many samples of 30 among 500 the errors that are told are as the errors that are made. */
    @Test
    void theErrorThatIsToldIsTheOneThatIsMade() {
        Random random = new Random(7);
        List<Long> all = IntStream.range(0, 500)
                .mapToObj(i -> 60L + random.nextInt(400) + (i % 50 == 0 ? 3000 : 0))
                .toList();
        long truth = all.stream().mapToLong(Long::longValue).sum();
        double told = 0;
        double made = 0;
        double off = 0;
        int times = 3000;
        for (int i = 0; i < times; i++) {
            Reservoir reservoir = new Reservoir(30, random);
            IntStream.range(0, all.size()).forEach(key -> reservoir.offer(Integer.toString(key)));
            SampledMemory memory = SampledMemory.of(
                    reservoir.kept().stream()
                            .map(key -> all.get(Integer.parseInt(key)))
                            .toList(),
                    all.size());
            told += (double) memory.error() * memory.error();
            made += Math.pow(memory.bytes() - truth, 2);
            off += memory.bytes() - truth;
        }
        assertThat(Math.sqrt(told / times)).isCloseTo(Math.sqrt(made / times), within(0.1 * Math.sqrt(made / times)));
        assertThat(off / times).as("it leans to neither side").isCloseTo(0, within(0.01 * truth));
    }

    @Test
    void memoryOfNoneOneAndAll() {
        assertThat(SampledMemory.of(List.of(), 0)).isNull();
        assertThat(SampledMemory.of(List.of(70L), 9)).isEqualTo(new SampledMemory(630, null, 1));
        assertThat(SampledMemory.of(List.of(70L, 90L), 2)).isEqualTo(new SampledMemory(160, 0L, 2));
        assertThat(SampledMemory.sum(List.of(new SampledMemory(10, 3L, 2), new SampledMemory(20, 4L, 2))))
                .isEqualTo(new SampledMemory(30, 5L, 4));
        assertThat(SampledMemory.sum(List.of(new SampledMemory(10, 3L, 2), new SampledMemory(20, null, 1))))
                .isEqualTo(new SampledMemory(30, null, 3));
    }

    @Test
    void whatReadersMakeOfAnEntry() {
        Found item = new Found(Records.item(1000, 1, new byte[0], new byte[0]), 20, -1);
        SeenEntry seen = SeenEntry.of("n:r:{1}:role:@tenant:7", item, 5);
        assertThat(seen.id()).isEqualTo("role:@tenant:7");
        assertThat(seen.expiresAt()).isEqualTo(SeenEntry.NEVER);
        assertThat(seen.judged(null).state()).isEqualTo(State.OUTLIVED);
        assertThat(seen.judged(new BelievedRecord(1000, 0, List.of())).state()).isEqualTo(State.ITEM);
        assertThat(seen.judged(new BelievedRecord(1001, 0, List.of())).state()).isEqualTo(State.OUTLIVED);
        assertThat(seen.judged(new BelievedRecord(1, 0, List.of(new StoredRecord.Holder("t", 2000))))
                        .state())
                .isEqualTo(State.OUTLIVED);
    }

    @Test
    void idsAreInTheOrderThatPeopleCountIn() {
        Found any = new Found(new byte[2], 2, -1);
        assertThat(Stream.of("b", "10", "-3", "9", "a", "1x", "-", "99999999999999999999")
                        .map(id -> SeenEntry.of("n:r:{1}:" + id, any, 0))
                        .sorted(SeenEntry.BY_ID)
                        .map(SeenEntry::id))
                .containsExactly("-3", "9", "10", "-", "1x", "99999999999999999999", "a", "b");
    }

    @Test
    void aHistoryKeepsTheNewestAndPassesOverWhatCameLate() {
        EntryHistory history = new EntryHistory();
        for (int i = 0; i < EntryHistory.MOST + 20; i++) {
            history.seen(new Found(Records.item(i, 1, new byte[0], new byte[0]), 20, -1), 1000 + i);
        }
        assertThat(history.rows()).hasSize(EntryHistory.MOST);
        assertThat(history.rows().get(0).seen()).isEqualTo(1000 + EntryHistory.MOST + 19);
        history.seen(null, 5);
        assertThat(history.rows().get(0).record()).isEqualTo("item");
        history.seen(null, 5000);
        assertThat(history.rows().get(0).record()).isEqualTo("none");
    }

    @Test
    void onlyWhatIsLookedAtIsRemembered() {
        EntryHistories histories = new EntryHistories();
        histories.seen("nobody's", null, 1);
        EntryHistory first = histories.watched("first");
        histories.seen("first", null, 1);
        assertThat(first.rows()).hasSize(1);
        for (int i = 0; i < EntryHistories.MOST - 1; i++) {
            histories.watched("another " + i);
        }
        assertThat(histories.watched("first")).as("still there").isSameAs(first);
        histories.watched("one more");
        histories.watched("yet another");
        assertThat(histories.watched("first")).as("looked at since").isSameAs(first);
        for (int i = 0; i < EntryHistories.MOST; i++) {
            histories.watched("others " + i);
        }
        assertThat(histories.watched("first").rows()).as("begun anew").isEmpty();
    }

    @Test
    void linesOfPrometheus() {
        String text = "# HELP a_total what it is\n"
                + "a_total{region=\"x\\\"y\\\\z\\n\",result=\"hit\",} 3.0 1690000000000\n"
                + "a_total{region=\"b\"} 1.5e3 # {trace_id=\"1\"} 2\n"
                + "a_total 7\n"
                + "a_total_created{region=\"b\"} 9\n"
                + "a_total{region=\"cut\n"
                + "a_total{region=\"c\"} many\n";
        assertThat(PrometheusText.samples(text, "a_total"))
                .containsExactly(
                        new PrometheusText.Sample("a_total", Map.of("region", "x\"y\\z\n", "result", "hit"), 3),
                        new PrometheusText.Sample("a_total", Map.of("region", "b"), 1500),
                        new PrometheusText.Sample("a_total", Map.of(), 7));
    }

    @Test
    void countersThatBeganAnewAreNotNegative() {
        Gets before = new Gets(100, Map.of("absent", 10.0, "locked", 5.0));
        assertThat(new Gets(130, Map.of("absent", 12.0, "locked", 5.0)).since(before))
                .isEqualTo(new Gets(30, Map.of("absent", 2.0)));
        Gets anew = new Gets(3, Map.of("absent", 1.0));
        assertThat(anew.since(before)).isEqualTo(anew);
        assertThat(new Gets(200, Map.of("absent", 1.0)).since(before).hits()).isEqualTo(200);
    }

    @Test
    void everyReasonOfAMissIsPlotted() {
        Map<String, String> colours = coloursOfReasons();
        assertThat(colours.keySet())
                .containsExactlyInAnyOrderElementsOf(Stream.of(RegionActivity.Get.values())
                        .filter(get -> get != RegionActivity.Get.HIT)
                        .map(get -> get.name().toLowerCase(Locale.ROOT))
                        .toList());
    }

    @Test
    void sealedBodiesThatAreNotReadHaveAColourOfTheirOwn() {
        Map<String, String> colours = coloursOfReasons();
        assertThat(colours.keySet().stream()
                        .filter(reason -> colours.get(reason).equals(colours.get("unopened"))))
                .containsExactlyInAnyOrder("unopened", "unsealed", "sealed");
        assertThat(page()).contains(".f" + colours.get("unopened") + " { fill: var(--seal); }");
    }

    private static Map<String, String> coloursOfReasons() {
        Matcher list = Pattern.compile("const REASONS = \\{([^}]*)\\};").matcher(page());
        assertThat(list.find()).isTrue();
        return Pattern.compile("(\\w+): (\\d+)")
                .matcher(list.group(1))
                .results()
                .collect(Collectors.toMap(reason -> reason.group(1), reason -> reason.group(2)));
    }

    private static String page() {
        return new String(PageFile.read().bytes(), StandardCharsets.UTF_8);
    }
}
