package io.throughline.region;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The ids in the rows of a cached query. Hibernate resolves them one by one, and does not say in which columns they are. The first one
 * that it asks for is looked up in its row; the same columns of the following rows hold the ids that it will ask for next.
 */
final class QueryRows {

    private QueryRows() {}

    /**
     * @param rows as Hibernate's query cache lists them: each row is one value, or an array of values; the last element is the number of rows
     * @param id as Hibernate disassembles it: a value, or an array of values, nested or not
     * @return the corresponding ids in the rows after the one that holds it, in the same form
     */
    static List<Object> idsBehind(List<?> rows, Object id) {
        List<@Nullable Object> leaves = new ArrayList<>();
        addLeaves(id, leaves);
        int last = rows.size() - 1; // the number of rows
        for (int row = 0; row < last; row++) {
            Object[] values = values(rows.get(row));
            for (int column = 0; column + leaves.size() <= values.length; column++) {
                if (holds(values, column, leaves)) {
                    return idsFrom(rows.subList(row + 1, last), column, leaves.size(), id);
                }
            }
        }
        return List.of();
    }

    private static List<Object> idsFrom(List<?> rows, int column, int width, Object like) {
        List<Object> ids = new ArrayList<>(rows.size());
        for (Object row : rows) {
            Object[] values = values(row);
            if (column + width <= values.length && values[column] != null) {
                ids.add(likewise(like, values, new int[] {column}));
            }
        }
        return ids;
    }

    private static @Nullable Object[] values(@Nullable Object row) {
        return row instanceof Object[] values ? values : new Object[] {row};
    }

    private static void addLeaves(@Nullable Object id, List<@Nullable Object> leaves) {
        if (id instanceof Object[] parts) {
            for (Object part : parts) {
                addLeaves(part, leaves);
            }
        } else {
            leaves.add(id);
        }
    }

    private static boolean holds(@Nullable Object[] values, int column, List<@Nullable Object> leaves) {
        for (int i = 0; i < leaves.size(); i++) {
            if (!Objects.equals(values[column + i], leaves.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** The values from a column on, nested as {@code like} is. */
    private static @Nullable Object likewise(@Nullable Object like, @Nullable Object[] values, int[] next) {
        if (!(like instanceof Object[] parts)) {
            return values[next[0]++];
        }
        Object[] nested = new Object[parts.length];
        for (int i = 0; i < parts.length; i++) {
            nested[i] = likewise(parts[i], values, next);
        }
        return nested;
    }
}
