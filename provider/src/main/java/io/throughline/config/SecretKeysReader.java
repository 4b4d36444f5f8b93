package io.throughline.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads keys: given in base64, in a file, or in an environment variable. No error repeats what may be a key.
 */
final class SecretKeysReader {

    static final String ACCEPTED_KEY =
            "32 random bytes in base64 (openssl rand -base64 32), file:<path> of a file that contains them, or env:<name> of an environment variable that contains them";

    private static final String FILE = "file:";
    private static final String ENVIRONMENT = "env:";
    private static final Pattern SEPARATOR = Pattern.compile("[,\\s]+");
    private static final Pattern COMMENT = Pattern.compile("(?m)^\\s*#.*$");
    private static final int BITS = 8;

    private final Setting setting;
    private final int most;
    private final UnaryOperator<@Nullable String> environment;
    private final List<byte[]> keys = new ArrayList<>();

    private SecretKeysReader(Setting setting, int most, UnaryOperator<@Nullable String> environment) {
        this.setting = setting;
        this.most = most;
        this.environment = environment;
    }

    /**
     * @param most keys that are accepted
     * @param environment of the process, by name
     * @throws InvalidSettingException if the setting holds no key, or something that is not a key; it names the setting and never a key
     */
    static SecretKeys read(
            Setting setting, @Nullable Object value, int most, UnaryOperator<@Nullable String> environment) {
        if (value == null) {
            return SecretKeys.none();
        }
        SecretKeysReader reader = new SecretKeysReader(setting, most, environment);
        for (String part : value.toString().split(",")) {
            reader.add(part.strip());
        }
        return reader.keys();
    }

    private SecretKeys keys() {
        if (keys.isEmpty()) {
            throw refused("holds no key");
        }
        if (keys.size() > most) {
            throw refused("holds " + keys.size() + " keys, more than the maximum of " + most);
        }
        for (int i = 0; i < keys.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (Arrays.equals(keys.get(i), keys.get(j))) {
                    throw refused("holds the same key twice (keys " + (j + 1) + " and " + (i + 1) + ")");
                }
            }
        }
        return SecretKeys.of(keys);
    }

    private void add(String part) {
        if (part.startsWith(FILE)) {
            addAll(inFile(part.substring(FILE.length()).strip()));
        } else if (part.startsWith(ENVIRONMENT)) {
            addAll(inEnvironment(part.substring(ENVIRONMENT.length()).strip()));
        } else if (!part.isEmpty()) {
            addKey(part);
        }
    }

    private void addAll(String list) {
        for (String text : SEPARATOR.split(COMMENT.matcher(list).replaceAll(""))) {
            if (!text.isEmpty()) {
                addKey(text);
            }
        }
    }

    private String inFile(String path) {
        try {
            return Files.readString(Path.of(path));
        } catch (IOException | InvalidPathException e) {
            throw refused("names the file '" + shown(path) + "', which cannot be read ("
                    + e.getClass().getSimpleName() + ")");
        }
    }

    private String inEnvironment(String name) {
        String value = environment.apply(name);
        if (value == null || value.isBlank()) {
            throw refused("names the environment variable '" + shown(name) + "', which is not set");
        }
        return value;
    }

    private void addKey(String text) {
        byte[] key = decoded(text);
        int number = keys.size() + 1;
        if (key == null) {
            throw refused("holds a key that is not base64 (key " + number + ")");
        }
        if (key.length != SecretKeys.LENGTH) {
            throw refused("holds a key of " + key.length * BITS + " bits (key " + number + "); 256 bits are needed");
        }
        keys.add(key);
    }

    private static byte @Nullable [] decoded(String text) {
        try {
            return Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/'));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** Somebody may have put a key where a name belongs. */
    private static String shown(String name) {
        byte[] key = decoded(name);
        return key != null && key.length == SecretKeys.LENGTH ? "..." : name;
    }

    private InvalidSettingException refused(String what) {
        return InvalidSettingException.hiding(setting, what);
    }
}
