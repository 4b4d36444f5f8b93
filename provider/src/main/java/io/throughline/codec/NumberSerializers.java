package io.throughline.codec;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import com.esotericsoftware.kryo.serializers.DefaultSerializers;
import io.throughline.codec.UndecodableException.Reason;
import java.math.BigDecimal;

/** Numbers whose few bytes could stand for a great many digits. */
final class NumberSerializers {

    /** More than any database keeps: PostgreSQL has 131,072 digits before the point and 16,383 after it. */
    static final int MOST_DIGITS = 150_000;

    /** Comparing two decimals may require multiplying one of them by the power of ten between their scales. */
    static final int MOST_DIGITS_OF_A_KEY = 1_000;

    private NumberSerializers() {}

    /** A few bytes can say 1E+2000000000, which the first {@code setScale} would write out. */
    static final class Decimal extends DefaultSerializers.BigDecimalSerializer {

        private final GraphBounds bounds;

        Decimal(GraphBounds bounds) {
            this.bounds = bounds;
        }

        @Override
        public void write(Kryo kryo, Output output, BigDecimal number) {
            bound(number);
            super.write(kryo, output, number);
        }

        @Override
        public BigDecimal read(Kryo kryo, Input input, Class<? extends BigDecimal> type) {
            BigDecimal number = super.read(kryo, input, type);
            bound(number);
            return number;
        }

        private void bound(BigDecimal number) {
            if (number == null) {
                return;
            }
            int most = bounds.isWithinKey() ? MOST_DIGITS_OF_A_KEY : MOST_DIGITS;
            // three digits take ten bits, so digits need not be counted
            if (Math.abs((long) number.scale()) > most || number.unscaledValue().bitLength() * 3L / 10 > most) {
                throw new UndecodableException(bounds.isWithinKey() ? Reason.COSTLY_KEY : Reason.TOO_LARGE);
            }
        }
    }
}
