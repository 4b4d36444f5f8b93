package io.throughline.codec;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.temporal.Temporal;
import java.util.Calendar;
import java.util.HexFormat;
import java.util.TimeZone;
import org.hibernate.cache.spi.QueryKey;
import org.hibernate.query.internal.QueryParameterBindingsImpl;
import org.hibernate.query.spi.QueryParameterBindings;
import org.jspecify.annotations.Nullable;

/**
 * How a query is written in a Redis key: the SHA-256 of its SQL, first and maximum row, filters, parameters, and the session's tenant and
 * time zone, each with its length. Queries that differ in one of them have different keys; parameters differ if their classes do.
 */
public final class QueryKeyText {

    private static final MethodHandle SQL = getter(QueryKey.class, "sqlQueryString");
    private static final MethodHandle PARAMETERS = getter(QueryKey.class, "parameterBindingsMemento");
    private static final MethodHandle FIRST = getter(QueryKey.class, "firstRow");
    private static final MethodHandle MOST = getter(QueryKey.class, "maxRows");
    private static final MethodHandle FILTERS = getter(QueryKey.class, "enabledFilterNames");
    private static final MethodHandle VALUES = getter(memento(), "values");

    private QueryKeyText() {}

    /** The SQL of a query. */
    public static String sql(QueryKey key) {
        return (String) get(SQL, key);
    }

    /**
     * @param zone the zone in which the session binds times, if it is not the JVM's
     * @param codec for parameters whose classes have no text of their own
     * @throws NotCacheableException if a parameter is of a class that no body may hold
     */
    public static String of(QueryKey key, @Nullable String tenant, @Nullable TimeZone zone, EntryCodec codec) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            write(out, sql(key), codec);
            write(out, tenant, codec);
            write(out, zone, codec);
            write(out, get(FIRST, key), codec);
            write(out, get(MOST, key), codec);
            write(out, get(FILTERS, key), codec);
            write(out, parameters(get(PARAMETERS, key)), codec);
        } catch (IOException e) {
            throw new UncheckedIOException("A buffer does not fail", e);
        }
        return HexFormat.of().formatHex(sha256(bytes.toByteArray()));
    }

    private static Object @Nullable [] parameters(Object memento) {
        if (memento == QueryParameterBindings.NO_PARAMETER_BINDING_MEMENTO) {
            return null;
        }
        if (!VALUES.type().parameterType(0).isInstance(memento)) {
            throw new NotCacheableException(
                    "its parameters are of the class " + memento.getClass().getName());
        }
        return (Object[]) get(VALUES, memento);
    }

    private static void write(DataOutputStream out, @Nullable Object value, EntryCodec codec) throws IOException {
        if (value == null) {
            out.writeInt(-1);
        } else if (value instanceof Object[] values) {
            out.writeUTF(value.getClass().getName());
            out.writeInt(values.length);
            for (Object element : values) {
                write(out, element, codec);
            }
        } else {
            out.writeUTF(value.getClass().getName());
            write(out, bytes(value, codec));
            // values that are equal as ids may differ as parameters: 1.0 and 1.00, one instant in two zones
            if (value instanceof Number || value instanceof Temporal) {
                write(out, value.toString().getBytes(StandardCharsets.UTF_8));
            } else if (value instanceof Calendar calendar) {
                write(out, calendar.getTimeZone().getID().getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private static void write(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static byte[] bytes(Object value, EntryCodec codec) {
        if (value instanceof CharSequence text) {
            ByteBuffer chars = ByteBuffer.allocate(Character.BYTES * text.length());
            text.chars().forEach(c -> chars.putChar((char) c)); // half a surrogate pair is kept
            return chars.array();
        }
        try {
            return KeyText.id(value).getBytes(StandardCharsets.US_ASCII);
        } catch (IllegalArgumentException e) {
            if (codec instanceof QueryResultCodec bodies) {
                return bodies.bytes(value);
            }
            throw new NotCacheableException(e);
        }
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    private static Object get(MethodHandle getter, Object of) {
        try {
            return getter.invoke(of); // null for the rows of a query without a limit
        } catch (Throwable e) {
            throw new IllegalStateException("Hibernate's query key cannot be read", e);
        }
    }

    private static Class<?> memento() {
        for (Class<?> nested : QueryParameterBindingsImpl.class.getDeclaredClasses()) {
            if (nested.getSimpleName().equals("ParameterBindingsMementoImpl")) {
                return nested;
            }
        }
        throw new IllegalStateException("The query keys of this release of Hibernate lack the expected parameters");
    }

    private static MethodHandle getter(Class<?> type, String field) {
        try {
            return MethodHandles.privateLookupIn(type, MethodHandles.lookup())
                    .unreflectGetter(type.getDeclaredField(field));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    "The query keys of this release of Hibernate lack the expected " + field, e);
        }
    }
}
