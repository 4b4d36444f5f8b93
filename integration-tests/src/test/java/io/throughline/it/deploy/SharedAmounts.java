package io.throughline.it.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The checker's memory, in a file that all JVMs map. It holds the newest known amount of each row, and of each attribute that only one release
 * writes. An amount is known if the commit that wrote it has returned, or if somebody has read it. Whoever begins afterwards, in any JVM, must not
 * read less.
 */
final class SharedAmounts {

    private static final int MOST_ROWS = 64;
    private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final ByteBuffer memory;

    SharedAmounts(Path file) {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            memory = channel.map(MapMode.READ_WRITE, 0, (long) Kind.values().length * MOST_ROWS * Long.BYTES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is known of a row. */
    enum Kind {
        AMOUNT,
        DISCOUNT,
        FEE
    }

    long of(Kind kind, int row) {
        return (long) LONGS.getVolatile(memory, at(kind, row));
    }

    void learn(Kind kind, int row, long amount) {
        int at = at(kind, row);
        long known = (long) LONGS.getVolatile(memory, at);
        while (known < amount && !LONGS.compareAndSet(memory, at, known, amount)) {
            known = (long) LONGS.getVolatile(memory, at);
        }
    }

    private static int at(Kind kind, int row) {
        return (kind.ordinal() * MOST_ROWS + row) * Long.BYTES;
    }
}
