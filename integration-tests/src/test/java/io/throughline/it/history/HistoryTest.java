package io.throughline.it.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.throughline.config.OnFailure;
import io.throughline.it.nodes.Node;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Real faults, and what they do to an application. {@code -Dthroughline.history.seconds=20} sets how long each lasts, and injects all of them; {@code
 * -Dthroughline.history.faults="cut off one,redis killed"} selects some; {@code -Dthroughline.history.on_failure=reject} runs only with that value;
 * {@code -Dthroughline.near=true} uses near caches.
 */
class HistoryTest {

    private static final Integer SECONDS = Integer.getInteger("throughline.history.seconds");
    private static final String SELECTED = System.getProperty("throughline.history.faults");
    private static final String MODE = System.getProperty("throughline.history.on_failure");
    private static final Duration COMMAND_TIMEOUT = Duration.ofMillis(250); // the default

    /** Every build runs these: each once. */
    private static final Map<OnFailure, Set<Fault>> SHORT_MIX = Map.of(
            OnFailure.BYPASS,
            EnumSet.of(Fault.NONE, Fault.CUT_OFF_ONE, Fault.REDIS_TAKES_NO_WRITES, Fault.SCRIPT_FLUSH, Fault.FLUSHALL),
            OnFailure.REJECT,
            EnumSet.of(
                    Fault.SILENT_FOR_ONE,
                    Fault.WORKER_KILLED_BEFORE_COMMIT,
                    Fault.WORKER_KILLED_AFTER_COMMIT,
                    Fault.REDIS_FROZEN,
                    Fault.REDIS_KILLED,
                    Fault.MEMORY_ALLKEYS_RANDOM));

    /** And these with near caches, if the others are not run with them. */
    private static final Set<Fault> SHORT_NEAR = EnumSet.of(Fault.WORKER_FROZEN, Fault.REGISTRY_LOST);

    private static Set<Fault> faults(OnFailure onFailure) {
        if (SELECTED == null) {
            return SECONDS == null ? SHORT_MIX.get(onFailure) : EnumSet.allOf(Fault.class);
        }
        return Arrays.stream(SELECTED.split(","))
                .map(HistoryTest::fault)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Fault.class)));
    }

    private static Fault fault(String text) {
        return Arrays.stream(Fault.values())
                .filter(fault -> fault.text().equals(text.strip()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("throughline.history.faults names '" + text
                        + "'; accepted: "
                        + Arrays.stream(Fault.values()).map(Fault::text).toList()));
    }

    @ParameterizedTest
    @EnumSource(OnFailure.class)
    void everyReadIsAllowedAndNothingIsLost(OnFailure onFailure) {
        assumeTrue(MODE == null || MODE.equalsIgnoreCase(onFailure.name()));
        Duration duration = SECONDS == null ? Duration.ofSeconds(1) : Duration.ofSeconds(SECONDS);
        try (HistoryRun run = new HistoryRun(onFailure, COMMAND_TIMEOUT, (redis, relays) -> {})) {
            requireAllowed(run, faults(onFailure), duration);
        }
    }

    @Test
    void soItIsWithNearCaches() {
        assumeTrue(SECONDS == null && SELECTED == null && MODE == null); // those run with -Dthroughline.near=true
        try (HistoryRun run =
                new HistoryRun(OnFailure.REJECT, COMMAND_TIMEOUT, Node.Builder.NEAR_BY_NAME, (redis, relays) -> {})) {
            requireAllowed(run, SHORT_NEAR, Duration.ofSeconds(1));
        }
    }

    private static void requireAllowed(HistoryRun run, Set<Fault> faults, Duration duration) {
        run.warmUp(duration);
        List<FaultReport> reports;
        try {
            faults.forEach(fault -> run.phase(fault, duration));
        } finally {
            reports = run.reports();
            System.out.println("Logs in " + run.directory() + "\n" + Table.of(reports));
        }
        assertThat(reports.stream().flatMap(report -> report.broken().stream())).isEmpty();
    }
}
