package io.throughline.it.mappings;

import java.lang.reflect.Field;

/** An attribute of a basic type, and two values for it. */
record Basic(Class<? extends Row> entity, String attribute, Object value, Object other) {

    Row row(long id) {
        try {
            var constructor = entity.getDeclaredConstructor();
            constructor.setAccessible(true);
            Row row = constructor.newInstance();
            row.id = id;
            return row;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    void set(Row row, Object newValue) {
        try {
            field().set(row, newValue);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    boolean isPrimitive() {
        return field().getType().isPrimitive();
    }

    private Field field() {
        try {
            Field field = entity.getDeclaredField(attribute);
            field.setAccessible(true);
            return field;
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return entity.getSimpleName() + "." + attribute + " : "
                + field().getGenericType().getTypeName();
    }
}
