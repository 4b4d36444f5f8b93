package io.throughline.inspect;

import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** A title, and below it names and values in two columns. */
final class Lines {

    private final PrintWriter out;

    private Lines(PrintWriter out) {
        this.out = out;
    }

    static Lines to(@Nullable CommandSpec spec) {
        if (spec == null) {
            throw new IllegalStateException("picocli has not injected the command's specification");
        }
        return new Lines(spec.commandLine().getOut());
    }

    void title(String text) {
        out.println(text);
    }

    void line(String name, Object value) {
        out.printf("  %-12s %s%n", name, value);
    }

    void detail(String name, Object value) {
        out.printf("    %s = %s%n", name, value);
    }
}
