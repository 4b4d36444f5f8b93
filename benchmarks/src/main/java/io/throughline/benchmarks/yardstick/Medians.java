package io.throughline.benchmarks.yardstick;

import io.throughline.benchmarks.yardstick.Servers.Count;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The medians of some rounds.
 *
 * @param redisMicros processor time of Redis for an operation
 * @param databaseTrips round trips to the database for an operation; 0 if they are not counted
 * @param redisTrips round trips to Redis for an operation; 0 if they are not counted
 */
record Medians(
        double perSecond,
        double cpuMicros,
        double redisMicros,
        double bytes,
        double medianMicros,
        double p99Micros,
        double databaseTrips,
        double redisTrips) {

    /** Figures, with what the servers counted before and after. */
    record Round(Figures figures, Count before, Count after) {

        private double each(ToDoubleFunction<Count> what) {
            return (what.applyAsDouble(after) - what.applyAsDouble(before)) / figures.operations();
        }
    }

    static Medians of(List<Round> rounds) {
        return new Medians(
                median(rounds, round -> round.figures().perSecond()),
                median(rounds, round -> round.figures().cpuMicros()),
                median(rounds, round -> round.each(Count::redisMicros)),
                median(rounds, round -> round.figures().bytes()),
                median(rounds, round -> round.figures().medianMicros()),
                median(rounds, round -> round.figures().p99Micros()),
                median(rounds, round -> round.each(Count::databaseTrips)),
                median(rounds, round -> round.each(Count::redisTrips)));
    }

    private static double median(List<Round> rounds, ToDoubleFunction<Round> figure) {
        double[] sorted = rounds.stream().mapToDouble(figure).sorted().toArray();
        return sorted[sorted.length / 2];
    }
}
