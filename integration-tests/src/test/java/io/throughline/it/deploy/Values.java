package io.throughline.it.deploy;

import java.lang.reflect.Field;
import java.util.Map;
import java.util.TreeMap;

/** What an entity of some release holds: its public fields, by name. */
final class Values {

    private Values() {}

    static Map<String, Object> of(Object entity) {
        Map<String, Object> values = new TreeMap<>();
        for (Field field : entity.getClass().getFields()) {
            try {
                Object value = field.get(entity);
                boolean ofTheRelease =
                        value != null && value.getClass().getName().startsWith("shop.") && !(value instanceof Enum<?>);
                values.put(field.getName(), ofTheRelease ? of(value) : String.valueOf(value));
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(e);
            }
        }
        return values;
    }

    /** The release's own change of it. */
    static void change(Object entity, int n) {
        try {
            entity.getClass().getMethod("change", int.class).invoke(entity, n);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
