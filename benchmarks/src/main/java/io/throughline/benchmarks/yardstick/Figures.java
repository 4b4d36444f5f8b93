package io.throughline.benchmarks.yardstick;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What was measured of an operation.
 *
 * @param operations how many operations there were
 * @param perSecond operations per second, of all threads together
 * @param cpuMicros processor time of the JVM for each operation, including garbage collection and compilation
 * @param bytes allocated for each operation, by all threads of the JVM
 * @param medianMicros the median of the times that operations took
 * @param p99Micros the 99th percentile of these times
 * @param compiling the share of the time in which the compiler was busy: while it is, an operation costs more than it will later
 */
record Figures(
        double operations,
        double perSecond,
        double cpuMicros,
        double bytes,
        double medianMicros,
        double p99Micros,
        double compiling) {

    String line() {
        return operations + " " + perSecond + " " + cpuMicros + " " + bytes + " " + medianMicros + " " + p99Micros + " "
                + compiling;
    }

    static Figures of(String line) {
        String[] parts = line.split(" ");
        return new Figures(
                Double.parseDouble(parts[0]),
                Double.parseDouble(parts[1]),
                Double.parseDouble(parts[2]),
                Double.parseDouble(parts[3]),
                Double.parseDouble(parts[4]),
                Double.parseDouble(parts[5]),
                Double.parseDouble(parts[6]));
    }

    /**
     * The figures of all nodes together. Rates are sums; the rest is the mean over their operations. This holds for medians and percentiles too,
     * which is close enough if the nodes do the same.
     */
    static Figures ofAll(List<Figures> nodes) {
        double operations = nodes.stream().mapToDouble(Figures::operations).sum();
        ToDoubleFunction<ToDoubleFunction<Figures>> mean = figure -> nodes.stream()
                        .mapToDouble(node -> node.operations() * figure.applyAsDouble(node))
                        .sum()
                / operations;
        return new Figures(
                operations,
                nodes.stream().mapToDouble(Figures::perSecond).sum(),
                mean.applyAsDouble(Figures::cpuMicros),
                mean.applyAsDouble(Figures::bytes),
                mean.applyAsDouble(Figures::medianMicros),
                mean.applyAsDouble(Figures::p99Micros),
                mean.applyAsDouble(Figures::compiling));
    }
}
