package io.throughline.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Some calls as one EVALSHA of the {@link Program}, in the form that {@code pipeline.lua} takes. Consecutive calls that are alike share what they
 * have in common.
 *
 * @param calls what runs, in this order
 * @param keys the KEYS
 * @param arguments the ARGV
 */
public record Evaluation(List<Call> calls, List<String> keys, List<byte[]> arguments) {

    /** Keeps Redis from being busy for long: this many operations take it about a millisecond. */
    public static final int MOST_CALLS = 100;

    /** More keys than an operation on one entry has. An operation with more counts as many operations as it has keys; one on a whole region in a cluster is sent alone. */
    private static final int MANY_KEYS = 4;

    private static final byte[] NEEDS_MEMORY = {'1'};
    private static final byte[] NEEDS_NONE = {'0'};

    /** All calls in one evaluation. */
    public static Evaluation of(List<Call> calls) {
        List<String> keys = new ArrayList<>(2 * calls.size());
        List<byte[]> arguments = new ArrayList<>(2 * calls.size() + 8);
        arguments.add(NEEDS_NONE);
        int from = 0;
        while (from < calls.size()) {
            int to = endOfRun(calls, from);
            addRun(calls.subList(from, to), keys, arguments);
            from = to;
        }
        for (Call call : calls) {
            if (call.mayBeRefusedByMemory()) {
                arguments.set(0, NEEDS_MEMORY);
            }
        }
        return new Evaluation(calls, keys, arguments);
    }

    /** As few evaluations as can hold all calls within the limit. */
    public static List<Evaluation> cut(List<Call> calls) {
        List<Evaluation> all = new ArrayList<>(calls.size() / MOST_CALLS + 1);
        int from = 0;
        while (from < calls.size()) {
            int to = from;
            int operations = 0;
            do {
                operations += operations(calls.get(to++));
            } while (to < calls.size() && operations + operations(calls.get(to)) <= MOST_CALLS);
            all.add(of(calls.subList(from, to)));
            from = to;
        }
        return all;
    }

    /** Whether these calls and this many more would fit into one evaluation. */
    public static boolean isOne(List<Call> calls, int more) {
        int operations = more;
        for (Call call : calls) {
            operations += operations(call);
        }
        return operations <= MOST_CALLS;
    }

    private static int operations(Call call) {
        int keys = call.keys().size();
        return keys < MANY_KEYS ? 1 : keys;
    }

    /** Whether they have the same name and form, and regions with the same time to live, so that they can share arguments. */
    private static int endOfRun(List<Call> calls, int from) {
        Call first = calls.get(from);
        int to = from + 1;
        while (to < calls.size() && isAlike(first, calls.get(to))) {
            to++;
        }
        return to;
    }

    private static boolean isAlike(Call one, Call other) {
        return one.script() == other.script()
                && one.keys().size() == other.keys().size()
                && one.arguments().size() == other.arguments().size()
                && Arrays.equals(one.arguments().get(0), other.arguments().get(0));
    }

    private static void addRun(List<Call> run, List<String> keys, List<byte[]> arguments) {
        Call first = run.get(0);
        int each = first.arguments().size();
        int common = each;
        int eachKeys = first.keys().size();
        int same = eachKeys;
        for (Call call : run) {
            common = Math.min(common, common(first, call));
            same = Math.min(same, sameKeys(first, call));
        }
        keys.addAll(first.keys().subList(0, same));
        if (same < eachKeys) {
            for (Call call : run) {
                keys.addAll(call.keys().subList(same, eachKeys));
            }
        }
        arguments.add(header(first.script(), run.size(), eachKeys, same, each, common));
        arguments.addAll(first.arguments().subList(0, common));
        if (common < each) {
            for (Call call : run) {
                arguments.addAll(call.arguments().subList(common, each));
            }
        }
    }

    private static byte[] header(Script script, int operations, int keys, int same, int arguments, int common) {
        byte[] name = script.name().getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(5 * Short.BYTES + name.length + 1) // which leaves a zero at the end
                .putShort((short) operations)
                .putShort((short) keys)
                .putShort((short) same)
                .putShort((short) arguments)
                .putShort((short) common)
                .put(name)
                .array();
    }

    private static int sameKeys(Call one, Call other) {
        int same = 0;
        while (same < one.keys().size()
                && one.keys().get(same).equals(other.keys().get(same))) {
            same++;
        }
        return same;
    }

    private static int common(Call one, Call other) {
        int common = 0;
        while (common < one.arguments().size()
                && Arrays.equals(one.arguments().get(common), other.arguments().get(common))) {
            common++;
        }
        return common;
    }
}
