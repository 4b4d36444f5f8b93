package io.throughline.it.history;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Something that an application does. To mix in another one, add it to {@link Reads}, {@link Writes} or {@link Evictions}.
 *
 * @param weight how often, compared to the others
 */
record Operation(String name, int weight, Consumer<Actor> work) {

    static List<Operation> all() {
        List<Operation> all = new ArrayList<>(Reads.all());
        all.addAll(Writes.all());
        all.addAll(Evictions.all());
        return all;
    }

    /** Each as often as it weighs. */
    static List<Operation> weighted(List<Operation> operations) {
        List<Operation> weighted = new ArrayList<>();
        operations.forEach(operation -> {
            for (int i = 0; i < operation.weight(); i++) {
                weighted.add(operation);
            }
        });
        return weighted;
    }
}
