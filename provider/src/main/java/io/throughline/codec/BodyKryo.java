package io.throughline.codec;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.Registration;
import com.esotericsoftware.kryo.SerializerFactory.BaseSerializerFactory;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.KryoBufferUnderflowException;
import com.esotericsoftware.kryo.util.DefaultClassResolver;
import com.esotericsoftware.kryo.util.DefaultInstantiatorStrategy;
import io.throughline.codec.UndecodableException.Reason;
import org.objenesis.strategy.StdInstantiatorStrategy;

/** An encoder for bodies of one shape. It denies by default: a class that has no id in the shape is neither written nor read. */
final class BodyKryo extends Kryo {

    private static final int DEEPEST_NESTING = 100;

    private final GraphBounds bounds = new GraphBounds();

    BodyKryo(Shape shape) {
        super(new ByIdOnly(), null);
        setRegistrationRequired(true);
        setReferences(false);
        setOptimizedGenerics(false); // an encoder that failed would keep the generics that it was working on
        setMaxDepth(DEEPEST_NESTING);
        setInstantiatorStrategy(new DefaultInstantiatorStrategy(new StdInstantiatorStrategy()));
        setDefaultSerializer(new BaseSerializerFactory<CheckedFieldSerializer<?>>() {
            @Override
            @SuppressWarnings({"rawtypes", "unchecked"}) // as in Kryo
            public CheckedFieldSerializer<?> newSerializer(Kryo kryo, Class type) {
                return new CheckedFieldSerializer<>(kryo, type);
            }
        });
        BaseTypes.register(this, bounds);
        int id = BaseTypes.FIRST_OF_MAPPING;
        for (Class<?> type : shape.types()) {
            register(type, id++);
        }
        BoundedLength.wrap(this, bounds, id);
    }

    GraphBounds bounds() {
        return bounds;
    }

    @Override
    public Registration readClass(Input input) {
        try {
            return super.readClass(input);
        } catch (KryoBufferUnderflowException e) {
            throw e;
        } catch (KryoException e) {
            throw new UndecodableException(Reason.FOREIGN_TYPE);
        }
    }

    /** If a body names a class, Kryo would load it by its name before it finds that the class has no id. */
    private static final class ByIdOnly extends DefaultClassResolver {

        @Override
        protected Registration readName(Input input) {
            throw new UndecodableException(Reason.FOREIGN_TYPE);
        }
    }
}
