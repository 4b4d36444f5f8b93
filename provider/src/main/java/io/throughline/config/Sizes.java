package io.throughline.config;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads sizes that carry a unit. */
final class Sizes {

    static final String ACCEPTED = "a size with a unit: 512B, 4KB, 1MB, from 64B to 64MB";

    private static final Pattern NUMBER_AND_UNIT = Pattern.compile("(\\d{1,9})\\s*(b|kb|mb)");
    private static final Pattern NUMBER = Pattern.compile("[+-]?\\d+(\\.\\d+)?");
    private static final int KB = 1024;
    private static final int SMALLEST = 64;
    private static final int LARGEST = 64 * KB * KB;

    private Sizes() {}

    /** In bytes. */
    static int parse(String setting, Object value) {
        String text = value.toString().strip();
        if (NUMBER.matcher(text).matches()) {
            throw new InvalidSettingException(setting, value, ACCEPTED + "; a bare number has no unit");
        }
        Matcher matcher = NUMBER_AND_UNIT.matcher(text.toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new InvalidSettingException(setting, value, ACCEPTED);
        }
        long unit = switch (matcher.group(2)) {
            case "b" -> 1;
            case "kb" -> KB;
            default -> KB * KB;
        };
        long size = Long.parseLong(matcher.group(1)) * unit;
        if (size < SMALLEST || size > LARGEST) {
            throw new InvalidSettingException(setting, value, ACCEPTED);
        }
        return (int) size;
    }
}
