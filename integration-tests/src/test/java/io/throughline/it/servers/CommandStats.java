package io.throughline.it.servers;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a server has counted of its commands (INFO commandstats), those that scripts call as well.
 *
 * @param calls by the command's name, in lower case
 * @param micros how long the server was busy with them
 */
public record CommandStats(Map<String, Long> calls, Map<String, Long> micros) {

    private static final Pattern STATS = Pattern.compile("cmdstat_([a-z]+):calls=(\\d+),usec=(\\d+)");

    /** Since it was started. */
    public static CommandStats now(RedisConnection redis) {
        Map<String, Long> calls = new TreeMap<>();
        Map<String, Long> micros = new TreeMap<>();
        Matcher stats = STATS.matcher(redis.text("INFO", "commandstats"));
        while (stats.find()) {
            calls.put(stats.group(1), Long.parseLong(stats.group(2)));
            micros.put(stats.group(1), Long.parseLong(stats.group(3)));
        }
        return new CommandStats(calls, micros);
    }

    /** Only of commands that have been called since then. */
    public CommandStats since(CommandStats before) {
        Map<String, Long> called = new TreeMap<>(calls);
        Map<String, Long> busy = new TreeMap<>(micros);
        before.calls.forEach((name, count) -> called.merge(name, -count, Long::sum));
        before.micros.forEach((name, count) -> busy.merge(name, -count, Long::sum));
        called.values().removeIf(count -> count == 0);
        return new CommandStats(called, busy);
    }
}
