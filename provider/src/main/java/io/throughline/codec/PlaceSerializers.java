package io.throughline.codec;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import com.esotericsoftware.kryo.serializers.DefaultSerializers;
import com.esotericsoftware.kryo.serializers.ImmutableSerializer;
import io.throughline.codec.UndecodableException.Reason;
import java.net.InetAddress;
import java.net.URL;
import java.net.UnknownHostException;
import java.util.Date;
import java.util.GregorianCalendar;
import java.util.Locale;
import java.util.TimeZone;

/** Locales, zones and addresses, for which Kryo's own serializers lose something, guess, or are unsafe. */
final class PlaceSerializers {

    private PlaceSerializers() {}

    /** No name is looked up. */
    static final class Address extends Serializer<InetAddress> {

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
                throw new UndecodableException(Reason.MALFORMED); // neither four bytes nor sixteen
            }
        }
    }

    /** Its hash code, and whether it equals another, require the network, so it is never a key. */
    static final class Url extends DefaultSerializers.URLSerializer {

        private final GraphBounds bounds;

        Url(GraphBounds bounds) {
            this.bounds = bounds;
        }

        @Override
        public void write(Kryo kryo, Output output, URL url) {
            bounds.refuseWithinKey();
            super.write(kryo, output, url);
        }

        @Override
        public URL read(Kryo kryo, Input input, Class<? extends URL> type) {
            bounds.refuseWithinKey();
            return super.read(kryo, input, type);
        }
    }

    /** Kryo's own serializer drops the script and extensions. A tag identifies most locales completely; a few old ones are written as their parts. */
    static final class OfLocale extends ImmutableSerializer<Locale> {

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
        @SuppressWarnings("deprecation") // the constructor is how a locale without a tag is made, in Java 17 and later
        public Locale read(Kryo kryo, Input input, Class<? extends Locale> type) {
            return input.readBoolean()
                    ? Locale.forLanguageTag(input.readString())
                    : new Locale(input.readString(), input.readString(), input.readString());
        }
    }

    /** Kryo's own serializer takes a zone that is missing in this JVM's tables for GMT. */
    static final class Zone extends ImmutableSerializer<TimeZone> {

        @Override
        public void write(Kryo kryo, Output output, TimeZone zone) {
            output.writeString(zone.getID());
        }

        @Override
        public TimeZone read(Kryo kryo, Input input, Class<? extends TimeZone> type) {
            return zone(input.readString());
        }

        private static TimeZone zone(String id) {
            TimeZone zone = TimeZone.getTimeZone(id);
            if (!zone.getID().equals(id)) {
                throw new UndecodableException(Reason.OTHER_STATE);
            }
            return zone;
        }
    }

    /** Kryo's own serializer makes the calendar of this JVM's default locale, which may be a Buddhist one. */
    static final class Calendar extends DefaultSerializers.CalendarSerializer {

        @Override
        public GregorianCalendar read(Kryo kryo, Input input, Class<? extends java.util.Calendar> type) {
            GregorianCalendar calendar = new GregorianCalendar(Zone.zone(input.readString()), Locale.ROOT);
            long time = input.readVarLong(true);
            calendar.setLenient(input.readBoolean());
            calendar.setFirstDayOfWeek(input.readInt(true));
            calendar.setMinimalDaysInFirstWeek(input.readInt(true));
            calendar.setGregorianChange(new Date(input.readVarLong(false)));
            calendar.setTimeInMillis(time);
            return calendar;
        }
    }
}
