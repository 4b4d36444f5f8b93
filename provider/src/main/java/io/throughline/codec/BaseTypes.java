package io.throughline.codec;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import com.esotericsoftware.kryo.serializers.DefaultSerializers;
import com.esotericsoftware.kryo.serializers.ImmutableSerializer;
import com.esotericsoftware.kryo.serializers.TimeSerializers;
import com.esotericsoftware.kryo.util.Util;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.URI;
import java.net.URL;
import java.sql.Timestamp;
import java.time.*;
import java.util.*;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.hibernate.bytecode.enhance.spi.LazyPropertyInitializer;
import org.hibernate.property.access.internal.PropertyAccessStrategyBackRefImpl;

/**
 * The JDK's value types, and Hibernate's markers, with ids that never change. An id is given once, and is not reused if its type
 * is removed. Ids from {@value #FIRST_OF_MAPPING} on are for the types that a mapping names.
 */
final class BaseTypes {

    static final int FIRST_OF_MAPPING = 200;

    private static final Set<Class<?>> ALL = all();

    private BaseTypes() {}

    /** Whether the class has an id in every mapping. Kryo has one id for a primitive type and its wrapper. */
    static boolean contains(Class<?> type) {
        return ALL.contains(type);
    }

    private static Set<Class<?>> all() {
        Kryo kryo = new Kryo();
        register(kryo);
        Set<Class<?>> types = new HashSet<>();
        for (int id = 0; id < FIRST_OF_MAPPING; id++) {
            if (kryo.getRegistration(id) != null) {
                types.add(Util.getWrapperClass(kryo.getRegistration(id).getType()));
            }
        }
        return Set.copyOf(types);
    }

    static void register(Kryo kryo) {
        register(kryo, new GraphBounds());
    }

    /** @param bounds of the bodies that the encoder reads and writes */
    static void register(Kryo kryo, GraphBounds bounds) {
        // 0 to 8 are Kryo's own: int, String, float, boolean, byte, char, short, long, double, and their wrappers
        kryo.register(Object[].class, 20);
        kryo.register(Serializable[].class, 21);
        kryo.register(byte[].class, 22);
        kryo.register(char[].class, 23);
        kryo.register(short[].class, 24);
        kryo.register(int[].class, 25);
        kryo.register(long[].class, 26);
        kryo.register(float[].class, 27);
        kryo.register(double[].class, 28);
        kryo.register(boolean[].class, 29);
        kryo.register(String[].class, 30);
        kryo.register(Byte[].class, 31);
        kryo.register(Character[].class, 32);
        kryo.register(Short[].class, 33);
        kryo.register(Integer[].class, 34);
        kryo.register(Long[].class, 35);
        kryo.register(Float[].class, 36);
        kryo.register(Double[].class, 37);
        kryo.register(Boolean[].class, 38);
        kryo.register(BigInteger.class, 40);
        kryo.register(BigDecimal.class, new NumberSerializers.Decimal(bounds), 41);
        kryo.register(UUID.class, new DefaultSerializers.UUIDSerializer(), 42);
        kryo.register(BitSet.class, 43);
        kryo.register(Instant.class, 50);
        kryo.register(LocalDate.class, 51);
        kryo.register(LocalTime.class, 52);
        kryo.register(LocalDateTime.class, 53);
        kryo.register(OffsetDateTime.class, 54);
        kryo.register(OffsetTime.class, 55);
        kryo.register(ZonedDateTime.class, 56);
        kryo.register(Year.class, 57);
        kryo.register(YearMonth.class, 58);
        kryo.register(MonthDay.class, 59);
        kryo.register(Duration.class, 60);
        kryo.register(Period.class, 61);
        kryo.register(ZoneOffset.class, 62);
        kryo.register(ZoneId.of("Europe/London").getClass(), new TimeSerializers.ZoneIdSerializer(), 63);
        kryo.register(Date.class, 64);
        kryo.register(java.sql.Date.class, 65);
        kryo.register(java.sql.Time.class, 66);
        kryo.register(Timestamp.class, new DefaultSerializers.TimestampSerializer(), 67);
        kryo.register(GregorianCalendar.class, new PlaceSerializers.Calendar(), 68);
        kryo.register(TimeZone.getTimeZone("UTC").getClass(), new PlaceSerializers.Zone(), 69);
        kryo.register(Locale.class, new PlaceSerializers.OfLocale(), 70);
        kryo.register(Currency.class, 71);
        kryo.register(URL.class, new PlaceSerializers.Url(bounds), 72);
        kryo.register(URI.class, new DefaultSerializers.URISerializer(), 73);
        kryo.register(Inet4Address.class, new PlaceSerializers.Address(), 74);
        kryo.register(Inet6Address.class, new PlaceSerializers.Address(), 75);
        kryo.register(ArrayList.class, 80);
        kryo.register(LinkedHashSet.class, new HashSetSerializer(bounds, true, LinkedHashSet::new), 81);
        kryo.register(HashSet.class, new HashSetSerializer(bounds, true, HashSet::new), 82);
        kryo.register(HashMap.class, hashed(bounds, HashMap::new, map -> map), 83);
        kryo.register(LinkedHashMap.class, hashed(bounds, LinkedHashMap::new, map -> map), 84);
        kryo.register(List.of().getClass(), 85);
        kryo.register(List.of(1).getClass(), 86);
        kryo.register(Set.of().getClass(), new HashSetSerializer(bounds, false, BaseTypes::setOf), 87);
        kryo.register(Set.of(1).getClass(), new HashSetSerializer(bounds, false, BaseTypes::setOf), 88);
        kryo.register(Map.of().getClass(), hashed(bounds, HashMap::new, Map::copyOf), 89);
        kryo.register(Map.of(1, 1).getClass(), hashed(bounds, HashMap::new, Map::copyOf), 90);
        kryo.register(Arrays.asList().getClass(), new DefaultSerializers.ArraysAsListSerializer(), 91);
        kryo.register(Collections.emptyList().getClass(), 92);
        kryo.register(Collections.emptySet().getClass(), 93);
        kryo.register(Collections.emptyMap().getClass(), 94);
        kryo.register(DayOfWeek.class, 95);
        kryo.register(Month.class, 96);
        kryo.register(TreeSet.class, new SortedSetSerializer(bounds), 97);
        kryo.register(TreeMap.class, KeyedMapSerializer.sorted(bounds), 98);
        register(kryo, LazyPropertyInitializer.UNFETCHED_PROPERTY, 100);
        register(kryo, PropertyAccessStrategyBackRefImpl.UNKNOWN, 101);
    }

    private static KeyedMapSerializer hashed(
            GraphBounds bounds,
            IntFunction<Map<Object, Object>> make,
            Function<Map<Object, Object>, Map<Object, Object>> finish) {
        return KeyedMapSerializer.hashed(bounds, make, finish);
    }

    private static Set<Object> setOf(Collection<Object> elements) {
        return Set.of(elements.toArray());
    }

    /** Hibernate compares its markers by identity, so decoding returns the markers themselves. */
    private static void register(Kryo kryo, Object marker, int id) {
        kryo.register(
                marker.getClass(),
                new ImmutableSerializer<Object>() {
                    @Override
                    public void write(Kryo k, Output output, Object value) {
                        // the class id is all there is
                    }

                    @Override
                    public Object read(Kryo k, Input input, Class<? extends Object> type) {
                        return marker;
                    }
                },
                id);
    }
}
