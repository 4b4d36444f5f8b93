package io.throughline.benchmarks.yardstick;

import java.awt.Color;
import java.awt.Dimension;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.apache.batik.dom.GenericDOMImplementation;
import org.apache.batik.svggen.SVGGraphics2D;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;

/** Draws figures as bars, one group for each operation, one colour for each contender, into SVG files. */
final class Plots {

    private static final String SVG_NAMESPACE = "http://www.w3.org/2000/svg";
    /** A logarithmic axis has no zero. */
    private static final double LEAST = 0.001;

    private static final int WIDTH = 1000;
    private static final int HEIGHT = 420;

    private final Path folder;

    Plots(Path folder) {
        this.folder = folder;
    }

    /** Draws everything that was measured with one number of threads. */
    void draw(int threads, boolean far, Map<Operation, Map<Contender, Medians>> all) {
        String where = (far ? "far-" : "") + threads + (threads == 1 ? "-thread" : "-threads");
        List<String> operations = all.keySet().stream().map(Operation::toString).toList();
        write(
                "rate-" + where,
                "operations a second, as a multiple of those without a cache",
                operations,
                relative(all));
        write(
                "processor-" + where,
                "processor time of an operation, JVM and Redis, microseconds",
                operations,
                figures(all, median -> median.cpuMicros() + median.redisMicros()));
        if (far) {
            write(
                    "latency-" + where,
                    "median latency, milliseconds",
                    operations,
                    figures(all, median -> median.medianMicros() / 1000));
        }
    }

    private static Map<Contender, List<Double>> relative(Map<Operation, Map<Contender, Medians>> all) {
        Map<Contender, List<Double>> bars = new EnumMap<>(Contender.class);
        all.values().forEach(byContender -> {
            Medians base = byContender.get(Contender.NO_CACHE);
            byContender.forEach((contender, median) -> bars.computeIfAbsent(contender, c -> new ArrayList<>())
                    .add(base == null ? median.perSecond() : median.perSecond() / base.perSecond()));
        });
        return bars;
    }

    private static Map<Contender, List<Double>> figures(
            Map<Operation, Map<Contender, Medians>> all, ToDoubleFunction<Medians> figure) {
        Map<Contender, List<Double>> bars = new EnumMap<>(Contender.class);
        all.values()
                .forEach(byContender -> byContender.forEach((contender, median) ->
                        bars.computeIfAbsent(contender, c -> new ArrayList<>()).add(figure.applyAsDouble(median))));
        return bars;
    }

    /** The beginning of the logarithmic axis: nothing that is drawn is less. */
    private static double powerOfTenBelow(Map<Contender, List<Double>> bars) {
        double least = bars.values().stream()
                .flatMap(List::stream)
                .mapToDouble(value -> Math.max(value, LEAST))
                .min()
                .orElse(LEAST);
        return Math.pow(10, Math.floor(Math.log10(least)));
    }

    private void write(String name, String title, List<String> operations, Map<Contender, List<Double>> bars) {
        CategoryChart chart = new CategoryChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .build();
        chart.getStyler().setLegendPosition(LegendPosition.OutsideS);
        chart.getStyler().setChartBackgroundColor(Color.WHITE);
        chart.getStyler().setLocale(Locale.ROOT);
        // a heap and a database are orders of magnitude apart
        chart.getStyler().setYAxisLogarithmic(true);
        chart.getStyler().setYAxisMin(powerOfTenBelow(bars));
        bars.forEach((contender, its) -> chart.addSeries(
                contender.toString(),
                operations,
                its.stream().map(value -> Math.max(value, LEAST)).toList()));
        SVGGraphics2D svg = new SVGGraphics2D(
                GenericDOMImplementation.getDOMImplementation().createDocument(SVG_NAMESPACE, "svg", null));
        svg.setSVGCanvasSize(new Dimension(WIDTH, HEIGHT));
        chart.paint(svg, WIDTH, HEIGHT);
        Path file = folder.resolve(name + ".svg");
        try {
            Files.createDirectories(folder);
            try (Writer out = Files.newBufferedWriter(file)) {
                svg.stream(out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }
}
