package io.throughline.config;

import static io.throughline.RedisCacheSettings.REGION_PREFIX;

import io.throughline.RedisCacheSettings;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** The names that exist, and the nearest one to a name that does not. */
final class SettingNames {

    static final String TTL_OF_REGION = ".ttl";
    static final String NEAR_ENTRIES_OF_REGION = ".near_entries";

    private static final List<String> ALL = Arrays.stream(Setting.values())
            .filter(setting -> setting != Setting.REGION_TTL && setting != Setting.REGION_NEAR_ENTRIES)
            .map(Setting::key)
            .toList();

    private SettingNames() {}

    /** @param of what is set for a region: {@link #TTL_OF_REGION}, {@link #NEAR_ENTRIES_OF_REGION} */
    static boolean isOfRegion(String name, String of) {
        return name.startsWith(REGION_PREFIX)
                && name.endsWith(of)
                && name.length() > REGION_PREFIX.length() + of.length();
    }

    static String regionOf(String name, String of) {
        return name.substring(REGION_PREFIX.length(), name.length() - of.length());
    }

    static void requireKnown(String name) {
        if (!ALL.contains(name) && !isOfRegion(name, TTL_OF_REGION) && !isOfRegion(name, NEAR_ENTRIES_OF_REGION)) {
            String nearest = name.startsWith(REGION_PREFIX)
                    ? Setting.REGION_TTL.key()
                    : ALL.stream()
                            .min(Comparator.comparingInt(known -> distance(name, known)))
                            .orElse(RedisCacheSettings.URI);
            throw InvalidSettingException.unknown(name, nearest);
        }
    }

    /** Levenshtein distance: how many letters to insert, delete or replace. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
