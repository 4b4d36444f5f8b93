package io.throughline.inspect;

import io.throughline.codec.KeyText;
import io.throughline.inspect.SmallReads.FieldStep;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The nodes that keep a near cache: fields of a hash that also has fields that begin with a percent sign (join.lua). Nodes that were expelled stay in it until their leases have run
 * out (expel.lua, leave.lua), but are no longer members.
 *
 * @param count how many there are, without the expelled ones; with them if there are too many to list
 * @param expelled how many were expelled
 * @param listed all of them, by id; empty if there are too many to list
 */
record NearMembers(long count, long expelled, List<Member> listed) {

    static final NearMembers NONE = new NearMembers(0, 0, List.of());

    /** So many nodes are listed. */
    static final int MOST = 10_000;

    private static final int SCAN_COUNT = 1000;
    private static final String NODES = "[^%]*";
    private static final String ALL = "%members";
    private static final char MEMBER = 'M';
    private static final char EXPELLED = 'X';

    /** A node that is in the registry. */
    record Member(String id, boolean expelled) {}

    /** @param namespace not encoded */
    static NearMembers read(SmallReads reads, Pace pace, String namespace) throws InterruptedException {
        String key = KeyText.name(namespace) + ":{near}:members";
        Map<String, String> found = new TreeMap<>();
        String cursor = SmallReads.FIRST;
        do {
            String from = cursor;
            FieldStep step = pace.call(() -> reads.scanFields(key, NODES, from, SCAN_COUNT));
            found.putAll(step.fields());
            if (found.size() > MOST) {
                return new NearMembers(pace.call(() -> reads.number(key, ALL)), 0, List.of());
            }
            cursor = step.next();
        } while (!cursor.equals(SmallReads.FIRST));
        return of(found);
    }

    private static NearMembers of(Map<String, String> states) {
        List<Member> nodes = states.entrySet().stream()
                .filter(node -> is(node.getValue(), MEMBER) || is(node.getValue(), EXPELLED))
                .map(node -> new Member(node.getKey(), is(node.getValue(), EXPELLED)))
                .toList();
        long expelled = nodes.stream().filter(Member::expelled).count();
        return new NearMembers(nodes.size() - expelled, expelled, nodes);
    }

    private static boolean is(String state, char kind) {
        return !state.isEmpty() && state.charAt(0) == kind;
    }
}
