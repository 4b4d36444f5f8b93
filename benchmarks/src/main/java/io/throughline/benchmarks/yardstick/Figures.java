package io.throughline.benchmarks.yardstick;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What was measured of an operation.
 *
 * @param operations how many
 * @param perSecond operations a second, of all threads together
 * @param cpuMicros processor time of the JVM, garbage collection and compilation included, for each
 * @param bytes allocated for each, by all threads of the JVM
 * @param medianMicros of how long each took
 * @param p99Micros of the slowest hundredth of them the fastest
 * @param compiling how much of the time the compiler was busy: while it is, an operation costs more than it will
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

    /** Of nodes together: rates are sums, the rest is the mean of their operations; of medians and slowest ones as well, which is near enough where nodes do the same. */
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
