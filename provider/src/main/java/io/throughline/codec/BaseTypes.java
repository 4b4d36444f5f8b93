package io.throughline.codec;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import com.esotericsoftware.kryo.serializers.DefaultSerializers;
import com.esotericsoftware.kryo.serializers.ImmutableSerializer;
import com.esotericsoftware.kryo.serializers.TimeSerializers;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.URL;
import java.net.UnknownHostException;
import java.sql.Timestamp;
import java.time.*;
import java.util.*;
import org.hibernate.bytecode.enhance.spi.LazyPropertyInitializer;
import org.hibernate.property.access.internal.PropertyAccessStrategyBackRefImpl;

/**
 * The JDK's value types, and Hibernate's markers, under ids that never change: an id is given once, and is not used again if its type
 * goes. Ids from {@value #FIRST_OF_MAPPING} on are for the types that a mapping names.
 */
final class BaseTypes {

    static final int FIRST_OF_MAPPING = 200;

    private static final Set<Class<?>> ALL = all();

    private BaseTypes() {}

    /** Whether the class has an id whatever the mapping. */
    static boolean contains(Class<?> type) {
        return ALL.contains(type);
    }

    private static Set<Class<?>> all() {
        Kryo kryo = new Kryo();
        register(kryo);
        Set<Class<?>> types = new HashSet<>();
        for (int id = 0; id < FIRST_OF_MAPPING; id++) {
            if (kryo.getRegistration(id) != null) {
                types.add(kryo.getRegistration(id).getType());
            }
        }
        return Set.copyOf(types);
    }

    static void register(Kryo kryo) {
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
        kryo.register(BigDecimal.class, 41);
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
        kryo.register(GregorianCalendar.class, 68);
        kryo.register(TimeZone.getTimeZone("UTC").getClass(), new DefaultSerializers.TimeZoneSerializer(), 69);
        kryo.register(Locale.class, new LocaleSerializer(), 70);
        kryo.register(Currency.class, 71);
        kryo.register(URL.class, 72);
        kryo.register(URI.class, new DefaultSerializers.URISerializer(), 73);
        kryo.register(Inet4Address.class, new InetAddressSerializer(), 74);
        kryo.register(Inet6Address.class, new InetAddressSerializer(), 75);
        kryo.register(ArrayList.class, 80);
        kryo.register(LinkedHashSet.class, 81);
        kryo.register(HashSet.class, 82);
        kryo.register(HashMap.class, 83);
        kryo.register(LinkedHashMap.class, 84);
        kryo.register(List.of().getClass(), 85);
        kryo.register(List.of(1).getClass(), 86);
        kryo.register(Set.of().getClass(), 87);
        kryo.register(Set.of(1).getClass(), 88);
        kryo.register(Map.of().getClass(), 89);
        kryo.register(Map.of(1, 1).getClass(), 90);
        kryo.register(Arrays.asList().getClass(), new DefaultSerializers.ArraysAsListSerializer(), 91);
        kryo.register(Collections.emptyList().getClass(), 92);
        kryo.register(Collections.emptySet().getClass(), 93);
        kryo.register(Collections.emptyMap().getClass(), 94);
        kryo.register(DayOfWeek.class, 95);
        kryo.register(Month.class, 96);
        kryo.register(TreeSet.class, new DefaultSerializers.TreeSetSerializer(), 97);
        kryo.register(TreeMap.class, new DefaultSerializers.TreeMapSerializer(), 98);
        register(kryo, LazyPropertyInitializer.UNFETCHED_PROPERTY, 100);
        register(kryo, PropertyAccessStrategyBackRefImpl.UNKNOWN, 101);
    }

    /** Hibernate compares its markers by identity: they come back as themselves. */
    private static void register(Kryo kryo, Object marker, int id) {
        kryo.register(
                marker.getClass(),
                new ImmutableSerializer<Object>() {
                    @Override
                    public void write(Kryo k, Output output, Object value) {
                        // the class id says it all
                    }

                    @Override
                    public Object read(Kryo k, Input input, Class<? extends Object> type) {
                        return marker;
                    }
                },
                id);
    }

    private static final class InetAddressSerializer extends Serializer<InetAddress> {

        @Override
        public void write(Kryo kryo, Output output, InetAddress address) {
            byte[] bytes = address.getAddress();
            output.writeByte(bytes.length);
            output.writeBytes(bytes);
        }

        @Override
        public InetAddress read(Kryo kryo, Input input, Class<? extends InetAddress> type) {
            try {
                return InetAddress.getByAddress(input.readBytes(input.readByte()));
            } catch (UnknownHostException e) {
                throw new IllegalArgumentException("Not an address's length", e);
            }
        }
    }

    /** Kryo's own drops the script and extensions. A tag says all of most locales; a few old ones are their parts. */
    private static final class LocaleSerializer extends ImmutableSerializer<Locale> {

        @Override
        public void write(Kryo kryo, Output output, Locale locale) {
            String tag = locale.toLanguageTag();
            boolean exact = Locale.forLanguageTag(tag).equals(locale);
            output.writeBoolean(exact);
            if (exact) {
                output.writeString(tag);
            } else {
                output.writeString(locale.getLanguage());
                output.writeString(locale.getCountry());
                output.writeString(locale.getVariant());
            }
        }

        @Override
        @SuppressWarnings(
                "deprecation") // the constructor is how a locale that has no tag is made, in Java 17 as in later ones
        public Locale read(Kryo kryo, Input input, Class<? extends Locale> type) {
            return input.readBoolean()
                    ? Locale.forLanguageTag(input.readString())
                    : new Locale(input.readString(), input.readString(), input.readString());
        }
    }
}
