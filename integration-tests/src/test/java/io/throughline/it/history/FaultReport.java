package io.throughline.it.history;

import io.throughline.config.OnFailure;
import io.throughline.it.history.Write.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * What a fault did to the application.
 *
 * @param hits reads from the cache
 * @param writes transactions that were acknowledged
 * @param errors how often the application saw which
 * @param locksNotPlaced transactions during which a lock was not placed
 * @param longestStall of one call: a find, a query, a commit, an eviction; in nanoseconds
 * @param longestWindow of a stale read: since when something newer was known when its session began; in nanoseconds
 * @param recovery from the fault's end until each worker had a hit again; in nanoseconds, empty if one had none
 */
record FaultReport(
        Fault fault,
        OnFailure onFailure,
        long reads,
        long hits,
        long writes,
        Map<String, Long> errors,
        long locksNotPlaced,
        long longestStall,
        List<StaleRead> stale,
        long longestWindow,
        List<Violation> lost,
        List<Violation> impossible,
        AtRest atRest,
        OptionalLong recovery) {

    private static final int SHOWN = 3;

    static FaultReport of(OnFailure onFailure, Phase phase, History history, Findings findings) {
        List<Read> reads = history.reads().stream()
                .filter(read -> phase.contains(read.start()))
                .toList();
        List<Call> calls = history.calls().stream()
                .filter(call -> phase.contains(call.start()))
                .toList();
        List<Write> writes = history.writes().stream()
                .filter(write -> phase.contains(write.begun()))
                .toList();
        List<StaleRead> stale = findings.stale().stream()
                .filter(read -> phase.contains(read.read().start()))
                .toList();
        LongStream stalls = Stream.of(
                        reads.stream().map(read -> read.end() - read.start()),
                        calls.stream().map(call -> call.end() - call.start()),
                        writes.stream()
                                .filter(write -> write.committing() != 0)
                                .map(write -> write.ended() - write.committing()))
                .flatMap(each -> each)
                .mapToLong(Long::longValue);
        return new FaultReport(
                phase.fault(),
                onFailure,
                reads.size(),
                reads.stream().filter(Read::hit).count(),
                count(writes, Outcome.ACKNOWLEDGED),
                errors(calls, writes),
                writes.stream().filter(write -> !write.locked()).count(),
                stalls.max().orElse(0),
                stale,
                stale.stream().mapToLong(StaleRead::nanosLate).max().orElse(0),
                within(phase, findings.lost()),
                within(phase, findings.impossible()),
                phase.atRest(),
                recovery(phase, reads));
    }

    private static long count(List<Write> writes, Outcome outcome) {
        return writes.stream().filter(write -> write.outcome() == outcome).count();
    }

    private static List<Violation> within(Phase phase, List<Violation> all) {
        return all.stream().filter(each -> phase.contains(each.time())).toList();
    }

    /** By kind: the class of the failure and, if it has one, of its cause. */
    private static Map<String, Long> errors(List<Call> calls, List<Write> writes) {
        List<String> errors = new ArrayList<>();
        calls.forEach(call -> errors.add(call.error()));
        writes.forEach(write -> errors.add(write.error()));
        return errors.stream()
                .filter(error -> !error.isEmpty())
                .collect(Collectors.groupingBy(
                        error -> error.substring(0, error.indexOf(':')), TreeMap::new, Collectors.counting()));
    }

    private static OptionalLong recovery(Phase phase, List<Read> reads) {
        Map<String, Long> firstHits = new HashMap<>();
        reads.stream()
                .filter(read -> read.hit() && read.start() >= phase.over())
                .forEach(read -> firstHits.merge(worker(read), read.end(), Math::min));
        boolean all = reads.stream().map(FaultReport::worker).allMatch(firstHits::containsKey);
        return all
                ? firstHits.values().stream()
                        .mapToLong(hit -> hit - phase.over())
                        .max()
                : OptionalLong.empty();
    }

    /** Whatever its life. */
    private static String worker(Read read) {
        return read.reader().substring(0, read.reader().indexOf('.'));
    }

    long staleAfterCommitsWithoutLocks() {
        return stale.stream().filter(StaleRead::afterCommitWithoutLocks).count();
    }

    /** Those for which the documentation names no window. */
    List<StaleRead> unexplained() {
        return fault.losesLocks()
                ? List.of()
                : stale.stream().filter(read -> !read.afterCommitWithoutLocks()).toList();
    }

    /** What is not as it should be, for people. */
    List<String> broken() {
        List<String> broken = new ArrayList<>();
        unexplained().stream().limit(SHOWN).forEach(read -> broken.add(text("stale", read.explanation())));
        if (!fault.losesLocks()) {
            atRest.stale().forEach(entry -> broken.add(text("stale at rest", entry)));
        }
        lost.stream().limit(SHOWN).forEach(write -> broken.add(text("lost", write.explanation())));
        impossible.stream().limit(SHOWN).forEach(read -> broken.add(text("impossible", read.explanation())));
        if (hits == 0 || recovery.isEmpty()) {
            broken.add(text("hits", hits + ", and not all workers had one when it was over"));
        }
        return broken;
    }

    private String text(String what, String explanation) {
        return fault.text() + ", " + onFailure + ", " + what + ": " + explanation;
    }
}
