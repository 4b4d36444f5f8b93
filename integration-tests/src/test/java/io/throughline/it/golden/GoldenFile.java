package io.throughline.it.golden;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.throughline.it.servers.RedisConnection;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What Redis held: for each key a string or a hash. As text:
 *
 * <pre>
 * # what it is
 * string t:region:{130}:7
 * 4901...                      its bytes, hexadecimal; a run of zero bytes is "zeros" and how many
 * hash t:identity
 * field s:1-d4f1c2a
 * 3039...
 * </pre>
 *
 * @param strings and their bytes, by key
 * @param hashes their fields and the fields' bytes, by key
 */
record GoldenFile(SortedMap<String, byte[]> strings, SortedMap<String, SortedMap<String, byte[]>> hashes) {

    private static final HexFormat HEX = HexFormat.of();
    private static final int BYTES_A_LINE = 48;
    private static final int FEWEST_ZEROS = 24;
    private static final String AN_HOUR = "3600000";

    /** All that there is. */
    static GoldenFile of(RedisConnection redis) {
        GoldenFile file = new GoldenFile(new TreeMap<>(), new TreeMap<>());
        for (String key : redis.keys("*")) {
            switch (redis.text("TYPE", key)) {
                case "string" -> file.strings.put(key, (byte[]) redis.call("GET", key));
                case "hash" -> {
                    SortedMap<String, byte[]> fields = new TreeMap<>();
                    List<?> all = (List<?>) redis.call("HGETALL", key);
                    for (int i = 0; i < all.size(); i += 2) {
                        fields.put(new String((byte[]) all.get(i), US_ASCII), (byte[]) all.get(i + 1));
                    }
                    file.hashes.put(key, fields);
                }
                default ->
                    throw new IllegalStateException(
                            key + " is neither a string nor a hash: write down here how it is kept in a golden file");
            }
        }
        return file;
    }

    /** Puts it into an empty Redis. Whose data it is, the identity says: this server's, as if it had been there all the time. */
    void restore(RedisConnection redis) {
        redis.flushAll();
        byte[] run = run(redis);
        strings.forEach((key, bytes) -> redis.call("SET", key, bytes, "PX", AN_HOUR));
        hashes.forEach((key, fields) -> {
            fields.forEach((field, bytes) -> redis.call("HSET", key, field, isIdentity(key) ? run : bytes));
            redis.call("PEXPIRE", key, AN_HOUR);
        });
    }

    /** Of its items, in microseconds. */
    long latestStamp() {
        return strings.values().stream()
                .filter(bytes -> bytes[0] == 'I')
                .mapToLong(bytes -> ByteBuffer.wrap(bytes).getLong(2))
                .max()
                .orElseThrow();
    }

    static boolean isIdentity(String key) {
        return key.endsWith(":identity");
    }

    private static byte[] run(RedisConnection redis) {
        return (info(redis, "server", "run_id") + ":" + info(redis, "replication", "master_replid")).getBytes(US_ASCII);
    }

    private static String info(RedisConnection redis, String section, String name) {
        return redis.text("INFO", section)
                .lines()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1))
                .findFirst()
                .orElseThrow();
    }

    String text() {
        StringBuilder text = new StringBuilder();
        strings.forEach((key, bytes) -> {
            text.append("\n# ")
                    .append(StoredForm.what(key, bytes))
                    .append("\nstring ")
                    .append(key)
                    .append('\n');
            append(text, bytes);
        });
        hashes.forEach((key, fields) -> {
            text.append("\nhash ").append(key).append('\n');
            fields.forEach((field, bytes) -> {
                text.append("# ").append(new String(bytes, US_ASCII)).append('\n');
                text.append("field ").append(field).append('\n');
                append(text, bytes);
            });
        });
        return text.substring(1);
    }

    private static void append(StringBuilder text, byte[] bytes) {
        int from = 0;
        while (from < bytes.length) {
            int zeros = zeros(bytes, from);
            if (zeros >= FEWEST_ZEROS) {
                text.append("zeros ").append(zeros).append('\n');
                from += zeros;
                continue;
            }
            int to = from + 1;
            while (to < bytes.length && to - from < BYTES_A_LINE && zeros(bytes, to) < FEWEST_ZEROS) {
                to++;
            }
            text.append(HEX.formatHex(bytes, from, to)).append('\n');
            from = to;
        }
    }

    private static int zeros(byte[] bytes, int from) {
        int to = from;
        while (to < bytes.length && bytes[to] == 0) {
            to++;
        }
        return to - from;
    }

    static GoldenFile parse(List<String> lines) {
        GoldenFile file = new GoldenFile(new TreeMap<>(), new TreeMap<>());
        Map<String, byte[]> into = new LinkedHashMap<>();
        String name = null;
        for (String line : lines) {
            String[] words = line.split(" ");
            switch (words[0]) {
                case "", "#" -> {}
                case "string" -> {
                    into = file.strings;
                    name = words[1];
                    into.put(name, new byte[0]);
                }
                case "hash" -> into = file.hashes.computeIfAbsent(words[1], key -> new TreeMap<>());
                case "field" -> {
                    name = words[1];
                    into.put(name, new byte[0]);
                }
                case "zeros" -> into.merge(name, new byte[Integer.parseInt(words[1])], GoldenFile::both);
                default -> into.merge(name, HEX.parseHex(line), GoldenFile::both);
            }
        }
        return file;
    }

    private static byte[] both(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    /** Each key, and the form of what it held, without all that differs from time to time. */
    SortedMap<String, String> form() {
        SortedMap<String, String> form = new TreeMap<>();
        strings.forEach((key, bytes) -> form.put(key, StoredForm.of(key, bytes)));
        hashes.forEach((key, fields) -> {
            List<String> forms = new ArrayList<>();
            fields.forEach((field, bytes) -> forms.add(StoredForm.ofField(key, field, new String(bytes, US_ASCII))));
            form.put(key, String.join("\n", forms.stream().sorted().toList()));
        });
        return form;
    }
}
