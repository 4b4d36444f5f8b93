package io.throughline.it.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.servers.CommandStats;
import io.throughline.protocol.Call;
import io.throughline.protocol.EntryAddress;
import io.throughline.protocol.Reply;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a commit costs Redis beyond its round trips: the commands that LOCK and SETTLE call, counted by the server. */
class ScriptCommandsTest extends ScriptTest {

    private static final int MANY = 50;

    /** The usual case: the region has been used, and the entries are there. */
    @BeforeEach
    void use() {
        for (EntryAddress each : entries(MANY)) {
            run(operations.lock(each, others, Row.NO_DEADLINE));
            run(operations.settle(each, others, Items.unversioned(1)));
        }
    }

    @Test
    void ofOneRow() {
        assertThat(commands(1, this::lock))
                .isEqualTo(counts("get", 2, "getrange", stripesBeside(1), "set", 1, "pexpire", 1, "pttl", 1));
        assertThat(commands(1, this::settle))
                .isEqualTo(counts(
                        "get",
                        2,
                        "getrange",
                        stripesBeside(1),
                        "setrange",
                        stripesBeside(1),
                        "set",
                        inCluster ? 2 : 1,
                        "pexpire",
                        1,
                        "pttl",
                        1));
    }

    /** What they have in common is done once. */
    @Test
    void ofManyRows() {
        int records = (int)
                entries(MANY).stream().map(EntryAddress::recordKey).distinct().count();
        assertThat(commands(MANY, this::lock))
                .isEqualTo(counts(
                        "get",
                        MANY + records,
                        "getrange",
                        stripesBeside(MANY),
                        "set",
                        MANY,
                        "pexpire",
                        1,
                        "pttl",
                        records));
        assertThat(commands(MANY, this::settle))
                .isEqualTo(counts(
                        "get",
                        MANY + records,
                        "getrange",
                        stripesBeside(MANY),
                        "setrange",
                        stripesBeside(MANY),
                        "set",
                        inCluster ? 2 * MANY : MANY,
                        "pexpire",
                        1,
                        "pttl",
                        records));
    }

    private List<EntryAddress> entries(int count) {
        return IntStream.range(0, count).mapToObj(i -> region.entry("n" + i)).toList();
    }

    private Call lock(EntryAddress address) {
        return operations.lock(address, mine, Row.NO_DEADLINE);
    }

    private Call settle(EntryAddress address) {
        return operations.settle(address, mine, Items.unversioned(2));
    }

    private int stripesBeside(int count) {
        return inCluster ? 0 : count;
    }

    /** But TIME, which heartbeats use as well. */
    private Map<String, Long> commands(int count, Function<EntryAddress, Call> call) {
        List<Call> calls = entries(count).stream().map(call).toList();
        CommandStats before = CommandStats.now(redis);
        assertThat(runner.runTogether(calls))
                .extracting(Reply::outcome)
                .isSubsetOf(Reply.LOCKED, Reply.STORED, Reply.STORED_AHEAD);
        Map<String, Long> called = CommandStats.now(redis).since(before).calls();
        called.keySet().retainAll(List.of("get", "getrange", "set", "setrange", "del", "pexpire", "pttl"));
        return called;
    }

    /** Names and numbers; without those of which there are none. */
    private static Map<String, Long> counts(Object... namesAndNumbers) {
        Map<String, Long> counts = new TreeMap<>();
        for (int i = 0; i < namesAndNumbers.length; i += 2) {
            int number = (Integer) namesAndNumbers[i + 1];
            if (number > 0) {
                counts.put((String) namesAndNumbers[i], (long) number);
            }
        }
        return counts;
    }
}
