package io.throughline.codec;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import com.esotericsoftware.kryo.util.DefaultInstantiatorStrategy;
import com.esotericsoftware.kryo.util.Pool;
import java.nio.ByteBuffer;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.objenesis.strategy.StdInstantiatorStrategy;

/**
 * Writes and reads bodies of one shape. Denies by default: a class that has no id in the shape is neither written nor read. Runs on the
 * caller's thread; safe for all threads.
 */
final class Bodies {

    private static final int FIRST_BUFFER = 512;
    private static final int LARGEST_BODY = 64 * 1024 * 1024;
    private static final int DEEPEST_NESTING = 100;

    private final Shape shape;
    private final Pool<Kryo> kryos;
    private final Pool<Output> outputs;

    Bodies(Shape shape) {
        this.shape = shape;
        this.kryos = new Pool<>(true, true) {
            @Override
            protected Kryo create() {
                return kryo();
            }
        };
        this.outputs = new Pool<>(true, true) {
            @Override
            protected Output create() {
                return new Output(FIRST_BUFFER, LARGEST_BODY);
            }
        };
    }

    long shape() {
        return shape.hash();
    }

    /**
     * @throws NotCacheableException if the value holds something of a class that is not allowed, or is too large or too deep
     */
    byte[] write(BiConsumer<Kryo, Output> writer) {
        try {
            Kryo kryo = kryos.obtain();
            Output output = outputs.obtain();
            try {
                output.reset();
                writer.accept(kryo, output);
                return output.toBytes();
            } finally {
                kryo.reset();
                kryos.free(kryo);
                outputs.free(output);
            }
        } catch (NotCacheableException e) {
            throw e;
        } catch (RuntimeException | StackOverflowError e) {
            throw new NotCacheableException(
                    e); // whatever a value's own methods, or the module it lives in, do to the encoder
        }
    }

    /**
     * @return {@code null} if the bytes are not a body of this shape: another writer's, or damaged
     */
    <T> @Nullable T read(ByteBuffer body, BiFunction<Kryo, Input, T> reader) {
        try {
            Kryo kryo = kryos.obtain();
            try {
                Input input = new BoundedInput(body);
                T value = reader.apply(kryo, input);
                return input.end() ? value : null;
            } finally {
                kryo.reset();
                kryos.free(kryo);
            }
        } catch (RuntimeException | StackOverflowError e) {
            return null; // whatever the bytes made the decoder do: they are not what this shape writes, which is a miss
        }
    }

    private Kryo kryo() {
        Kryo kryo = new Kryo();
        kryo.setRegistrationRequired(true);
        kryo.setReferences(false);
        kryo.setOptimizedGenerics(false); // one that failed would keep the generics that it was in the middle of
        kryo.setMaxDepth(DEEPEST_NESTING);
        kryo.setInstantiatorStrategy(new DefaultInstantiatorStrategy(new StdInstantiatorStrategy()));
        BaseTypes.register(kryo);
        int id = BaseTypes.FIRST_OF_MAPPING;
        for (Class<?> type : shape.types()) {
            kryo.register(type, id++);
        }
        BoundedInput.boundLengths(kryo, id);
        return kryo;
    }
}
