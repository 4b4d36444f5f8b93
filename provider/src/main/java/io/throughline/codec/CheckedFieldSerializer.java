package io.throughline.codec;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import com.esotericsoftware.kryo.serializers.FieldSerializer;
import io.throughline.codec.UndecodableException.Reason;
import java.lang.reflect.Field;

/**
 * Objects of the mapping's own classes, field by field. Kryo writes what it has read into a field without the JVM's checks. A body that names another
 * allowed class there would make an object that no Java program could make, and from which the JVM is not protected.
 */
final class CheckedFieldSerializer<T> extends FieldSerializer<T> {

    CheckedFieldSerializer(Kryo kryo, Class<T> type) {
        super(kryo, type);
    }

    @Override
    protected void initializeCachedFields() {
        CachedField[] fields = getFields();
        for (int i = 0; i < fields.length; i++) {
            if (!fields[i].getField().getType().isPrimitive() && !(fields[i] instanceof CheckedField)) {
                fields[i] = new CheckedField(fields[i]);
            }
        }
    }

    private static final class CheckedField extends CachedField {

        private final CachedField unchecked;
        private final Field field;

        CheckedField(CachedField unchecked) {
            super(unchecked.getField());
            this.unchecked = unchecked;
            this.field = unchecked.getField();
        }

        @Override
        public void write(Output output, Object object) {
            unchecked.write(output, object);
        }

        @Override
        public void read(Input input, Object object) {
            unchecked.read(input, object);
            try {
                Object value = field.get(object);
                if (value != null && !field.getType().isInstance(value)) {
                    throw new UndecodableException(Reason.OTHER_STATE);
                }
            } catch (IllegalAccessException e) {
                throw new IllegalStateException("Kryo has made the field accessible: " + field, e);
            }
        }

        @Override
        public void copy(Object original, Object copy) {
            unchecked.copy(original, copy);
        }
    }
}
