package io.throughline.codec;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import com.esotericsoftware.kryo.util.Pool;
import io.throughline.codec.UndecodableException.Reason;
import java.nio.ByteBuffer;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Writes and reads bodies of one shape: the encoded state, compressed or not, and a checksum. Runs on the caller's thread; safe for all threads. */
final class Bodies {

    private static final int FIRST_BUFFER = 512;
    static final int LARGEST_BODY = 64 * 1024 * 1024;
    private static final String TOO_DEEP = "Max depth exceeded"; // what Kryo says

    private final Shape shape;
    private final @Nullable BodyCompression compression;
    private final Pool<BodyKryo> kryos;
    private final Pool<Output> outputs;

    /** For bodies that are never compressed. */
    Bodies(Shape shape) {
        this(shape, null);
    }

    /** @param compression for bodies whose first byte is their kind */
    Bodies(Shape shape, @Nullable BodyCompression compression) {
        this.shape = shape;
        this.compression = compression;
        this.kryos = new Pool<>(true, true) {
            @Override
            protected BodyKryo create() {
                return new BodyKryo(shape);
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
            BodyKryo kryo = kryos.obtain();
            Output output = outputs.obtain();
            try {
                output.reset();
                kryo.bounds().writing();
                writer.accept(kryo, output);
                kryo.bounds().written(output.total());
                if (compression != null) {
                    compression.compress(output, kryo.bounds());
                }
                Checksum.append(output);
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
     * @throws UndecodableException if the bytes are not a body of this shape: they are another writer's, or damaged
     */
    <T> T read(ByteBuffer body, BiFunction<Kryo, Input, T> reader) {
        if (body.remaining() > LARGEST_BODY) {
            throw new UndecodableException(Reason.TOO_LARGE);
        }
        ByteBuffer stored = Checksum.verified(body);
        ByteBuffer state = compression == null ? stored : compression.expanded(stored);
        try {
            BodyKryo kryo = kryos.obtain();
            try {
                kryo.bounds().reading(stored.remaining()); // few bytes make few objects, compressed or not
                Input input = new BoundedInput(state);
                T value = reader.apply(kryo, input);
                if (!input.end()) {
                    throw new UndecodableException(Reason.OTHER_STATE);
                }
                return value;
            } finally {
                kryo.reset();
                kryos.free(kryo);
            }
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            throw undecodable(e); // whatever the decoder did with the bytes, they are not what this shape writes
        }
    }

    private static UndecodableException undecodable(Throwable thrown) {
        for (Throwable e = thrown; e != null; e = e.getCause()) {
            if (e instanceof UndecodableException known) {
                return known;
            }
            if (e instanceof StackOverflowError
                    || String.valueOf(e.getMessage()).startsWith(TOO_DEEP)) {
                return new UndecodableException(Reason.TOO_DEEP);
            }
        }
        return new UndecodableException(Reason.MALFORMED);
    }
}
