package io.throughline.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.throughline.codec.BodyCompression;
import io.throughline.codec.ItemCodec;
import io.throughline.codec.Seals;
import io.throughline.protocol.Item;
import io.throughline.protocol.Pipeline.EntryRecords;
import io.throughline.protocol.Read;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import javax.crypto.spec.SecretKeySpec;
import org.hibernate.cache.spi.support.AbstractReadWriteAccess;
import org.jspecify.annotations.Nullable;
import org.redisson.client.codec.Codec;
import org.redisson.client.handler.State;
import org.redisson.codec.JsonJacksonCodec;
import org.redisson.codec.Kryo5Codec;
import org.redisson.codec.SerializationCodec;

/** A way to turn what Hibernate passes into the bytes of a Redis value, and back. */
public interface Coding {

    Duration TTL = Duration.ofHours(1);

    /** What a put or a commit passes to the client. */
    byte[] encode();

    /** What the server then stores. */
    default byte[] stored() {
        return encode();
    }

    /** @return what Hibernate would be given, or {@code null} if these bytes are not understood */
    @Nullable
    Object decode(byte[] bytes);

    /** The kinds of coding. */
    enum Kind {
        THROUGHLINE,
        /** With compression=lz4, compression_threshold=64B: the default is 1KB. */
        THROUGHLINE_LZ4,
        /** With seal_keys. */
        THROUGHLINE_SEALED,
        REDISSON_KRYO5,
        REDISSON_JSON,
        JAVA;

        private static final int SMALLEST_THRESHOLD = 64;

        /** Whether it is this cache's, whose records a script stores. */
        boolean isThroughline() {
            return this == THROUGHLINE || this == THROUGHLINE_LZ4 || this == THROUGHLINE_SEALED;
        }

        Coding of(Entry entry, Mapping mapping) {
            return switch (this) {
                case THROUGHLINE -> new Ours(entry, mapping, BodyCompression.NEVER, Seals.none());
                case THROUGHLINE_LZ4 -> new Ours(entry, mapping, SMALLEST_THRESHOLD, Seals.none());
                case THROUGHLINE_SEALED -> new Ours(entry, mapping, BodyCompression.NEVER, Ours.seals());
                default -> new Redissons(codec(), entry, mapping);
            };
        }

        /** Redisson's codec; its default is {@link Kryo5Codec}. */
        Codec codec() {
            return switch (this) {
                case REDISSON_KRYO5 -> new Kryo5Codec();
                case REDISSON_JSON -> new JsonJacksonCodec(new ObjectMapper().registerModule(new JavaTimeModule()));
                case JAVA -> new SerializationCodec();
                case THROUGHLINE, THROUGHLINE_LZ4, THROUGHLINE_SEALED ->
                    throw new IllegalArgumentException("Throughline has codecs of its own");
            };
        }
    }

    /** A whole record, as PUT stores it and READ takes it apart. */
    final class Ours implements Coding {

        private static final long STAMP = 1_764_000_000_000_000L;
        private static final byte[] STRIPE =
                ByteBuffer.allocate(18).put((byte) 'S').put((byte) 1).array();

        private static final String KEY = "shop:com.acme.Product:{183}:1";
        private static final int KEY_BYTES = 32;

        private final ItemCodec codec;
        private final Object value;
        private final @Nullable Object version;

        Ours(Entry entry, Mapping mapping, int compressFrom, Seals seals) {
            this.codec = new ItemCodec(entry.codec(mapping, compressFrom), seals, TTL.toMillis());
            this.value = entry.value(mapping);
            this.version = entry.version(mapping);
        }

        /** With one key, and a clock that stands still. */
        static Seals seals() {
            byte[] key = new byte[KEY_BYTES];
            new SecureRandom().nextBytes(key);
            long minute = Duration.ofMinutes(1).toMillis() * 1000;
            return new Seals(List.of(new SecretKeySpec(key, "AES")), () -> STAMP, () -> STAMP, minute, 0);
        }

        @Override
        public byte[] encode() {
            return codec.encode(KEY, value, version, TTL.toMillis(), Item.NOT_YET_STAMPED)
                    .bytes();
        }

        /** The script puts a head and the stamp in front. */
        @Override
        public byte[] stored() {
            byte[] bytes = encode();
            return ByteBuffer.allocate(2 + Long.BYTES + bytes.length)
                    .put((byte) 'I')
                    .put((byte) 1)
                    .putLong(STAMP)
                    .put(bytes)
                    .array();
        }

        @Override
        public @Nullable Object decode(byte[] bytes) {
            Read read = Read.of(new EntryRecords(STRIPE, bytes), STAMP + 1, codec.shape());
            return read.body() == null ? null : codec.decode(KEY, read, null);
        }
    }

    /** The item of Hibernate's read-write access, which Redisson's provider stores as it is. */
    final class Redissons implements Coding {

        private static final MethodHandle ITEM;

        static {
            try {
                ITEM = MethodHandles.privateLookupIn(AbstractReadWriteAccess.Item.class, MethodHandles.lookup())
                        .findConstructor(
                                AbstractReadWriteAccess.Item.class,
                                MethodType.methodType(void.class, Object.class, Object.class, long.class));
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("This Hibernate's items are made in another way", e);
            }
        }

        private final Codec codec;
        private final Object item;

        Redissons(Codec codec, Entry entry, Mapping mapping) {
            this.codec = codec;
            this.item = item(entry.value(mapping), entry.version(mapping));
        }

        static Object item(Object value, @Nullable Object version) {
            try {
                return ITEM.invoke(value, version, System.currentTimeMillis() << 12);
            } catch (Throwable e) {
                throw new IllegalStateException("Hibernate's item cannot be made", e);
            }
        }

        @Override
        public byte[] encode() {
            try {
                ByteBuf bytes = codec.getMapValueEncoder().encode(item);
                try {
                    return ByteBufUtil.getBytes(bytes);
                } finally {
                    bytes.release();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public @Nullable Object decode(byte[] bytes) {
            try {
                return codec.getMapValueDecoder().decode(Unpooled.wrappedBuffer(bytes), new State());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
