package io.throughline.config;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads durations that carry a unit. */
final class Durations {

    static final String ACCEPTED = "a duration with a unit: 500ms, 30s, 5m, 1h, 7d or ISO PT5M, from 1ms to 3650d";

    private static final Pattern NUMBER_AND_UNIT = Pattern.compile("(\\d{1,15})\\s*(ms|s|m|h|d)");
    private static final Pattern NUMBER = Pattern.compile("[+-]?\\d+(\\.\\d+)?");
    private static final Duration LONGEST = Duration.ofDays(3650);

    private Durations() {}

    static Duration parse(String setting, Object value) {
        Duration duration = value instanceof Duration given ? given : parseText(setting, value);
        if (duration.compareTo(Duration.ofMillis(1)) < 0 || duration.compareTo(LONGEST) > 0) {
            throw new InvalidSettingException(setting, value, ACCEPTED);
        }
        return duration;
    }

    private static Duration parseText(String setting, Object value) {
        String text = value.toString().strip();
        if (NUMBER.matcher(text).matches()) {
            throw new InvalidSettingException(setting, value, ACCEPTED + "; a bare number has no unit");
        }
        Matcher matcher = NUMBER_AND_UNIT.matcher(text.toLowerCase(Locale.ROOT));
        try {
            if (!matcher.matches()) {
                return Duration.parse(text);
            }
            long number = Long.parseLong(matcher.group(1));
            return switch (matcher.group(2)) {
                case "ms" -> Duration.ofMillis(number);
                case "s" -> Duration.ofSeconds(number);
                case "m" -> Duration.ofMinutes(number);
                case "h" -> Duration.ofHours(number);
                default -> Duration.ofDays(number);
            };
        } catch (DateTimeParseException | ArithmeticException e) {
            throw new InvalidSettingException(setting, value, ACCEPTED);
        }
    }
}
