package io.throughline.it.protocol;

import io.throughline.protocol.Call;
import io.throughline.protocol.EntryAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Calls as the product makes them, except for one argument that the product does not let a test choose. */
final class Arguments {

    private static final Map<String, Integer> RETENTION = Map.of("lock", 4, "settle", 2, "put", 3, "evict", 1);
    private static final int BELIEVED_FROM = 5;

    private Arguments() {}

    /** Sixty seconds are too long to wait for. */
    static Call retention(Call call, long micros) {
        return with(call, RETENTION.get(call.script().name()), micros);
    }

    /** PUT by a node that has lost contact and got it back then. */
    static Call believedFrom(Call put, long time) {
        return with(put, BELIEVED_FROM, time);
    }

    /** An operation on a region, on the one record that matters. */
    static Call onlyRecordOf(EntryAddress entry, Call call) {
        return new Call(call.script(), List.of(entry.recordKey()), call.arguments());
    }

    private static Call with(Call call, int index, long number) {
        List<byte[]> arguments = new ArrayList<>(call.arguments());
        arguments.set(index, Long.toString(number).getBytes(StandardCharsets.US_ASCII));
        return new Call(call.script(), call.keys(), arguments);
    }
}
