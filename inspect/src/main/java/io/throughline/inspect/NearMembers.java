package io.throughline.inspect;

import io.throughline.codec.KeyText;
import java.util.List;

/**
 * The nodes that keep a near cache: fields of a hash that also has fields that begin with a percent sign (join.lua).
 *
 * @param names the nodes' ids; empty if there are too many to list
 */
record NearMembers(long count, List<String> names) {

    private static final int MOST = 10_000;

    /** @param namespace not encoded */
    static NearMembers read(SmallReads reads, Pace pace, String namespace) throws InterruptedException {
        String key = KeyText.name(namespace) + ":{near}:members";
        long fields = pace.call(() -> reads.fieldCount(key));
        if (fields == 0) {
            return new NearMembers(0, List.of());
        }
        if (fields > MOST) {
            return new NearMembers(fields, List.of()); // at most
        }
        List<String> names = pace.call(() -> reads.fields(key)).stream()
                .filter(name -> !name.startsWith("%"))
                .toList();
        return new NearMembers(names.size(), names);
    }
}
