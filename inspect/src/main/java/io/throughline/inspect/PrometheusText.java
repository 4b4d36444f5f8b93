package io.throughline.inspect;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The text that Prometheus collects, but only its samples: comments, timestamps, exemplars and malformed lines are skipped. */
final class PrometheusText {

    private PrometheusText() {}

    record Sample(String name, Map<String, String> labels, double value) {}

    /** @param name the name of the wanted samples */
    static List<Sample> samples(String text, String name) {
        List<Sample> samples = new ArrayList<>();
        text.lines().filter(line -> line.startsWith(name)).forEach(line -> {
            Line parsed = new Line(line, name.length());
            if (parsed.read()) {
                samples.add(new Sample(name, parsed.labels, parsed.value));
            }
        });
        return samples;
    }

    private static final class Line {

        private final String text;
        private final Map<String, String> labels = new LinkedHashMap<>();
        private int at;
        private double value;

        Line(String text, int at) {
            this.text = text;
            this.at = at;
        }

        private boolean read() {
            if (at < text.length() && text.charAt(at) == '{' && !readLabels()) {
                return false;
            }
            if (at >= text.length() || !Character.isWhitespace(text.charAt(at))) {
                return false; // the name goes on: another metric
            }
            String number = text.substring(at).strip().split("\\s", 2)[0];
            try {
                value = Double.parseDouble(number);
                return true;
            } catch (NumberFormatException e) {
                return false;
            }
        }

        /** {@code {name="value",...}}, with or without a comma after the last one. */
        private boolean readLabels() {
            at++;
            while (at < text.length() && text.charAt(at) != '}') {
                int equals = text.indexOf("=\"", at);
                if (equals < 0) {
                    return false;
                }
                String name = text.substring(at, equals).strip();
                at = equals + 2;
                StringBuilder label = new StringBuilder();
                while (at < text.length() && text.charAt(at) != '"') {
                    char c = text.charAt(at++);
                    if (c == '\\' && at < text.length()) {
                        char escaped = text.charAt(at++);
                        label.append(escaped == 'n' ? '\n' : escaped);
                    } else {
                        label.append(c);
                    }
                }
                at++;
                labels.put(name, label.toString());
                while (at < text.length() && (text.charAt(at) == ',' || text.charAt(at) == ' ')) {
                    at++;
                }
            }
            at++;
            return at <= text.length();
        }
    }
}
