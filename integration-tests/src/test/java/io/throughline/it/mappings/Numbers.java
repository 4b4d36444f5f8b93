package io.throughline.it.mappings;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.hibernate.type.NumericBooleanConverter;
import org.hibernate.type.TrueFalseConverter;
import org.hibernate.type.YesNoConverter;

@Entity
class Numbers extends Row {
    byte aByte;
    short aShort;
    int anInt;
    long aLong;
    float aFloat;
    double aDouble;
    boolean aBoolean;
    Byte byteObject;
    Short shortObject;
    Integer intObject;
    Long longObject;
    Float floatObject;
    Double doubleObject;
    Boolean booleanObject;

    @Convert(converter = YesNoConverter.class)
    Boolean yesNo;

    @Convert(converter = TrueFalseConverter.class)
    Boolean trueFalse;

    @Convert(converter = NumericBooleanConverter.class)
    Boolean zeroOne;

    BigInteger bigInteger;

    @Column(precision = 38, scale = 2)
    BigDecimal cents;

    @Column(precision = 38, scale = 12)
    BigDecimal fine;

    static Basics basics() {
        return Basics.of(Numbers.class)
                .with("aByte", Byte.MIN_VALUE, Byte.MAX_VALUE)
                .with("aShort", Short.MIN_VALUE, Short.MAX_VALUE)
                .with("anInt", Integer.MIN_VALUE, Integer.MAX_VALUE)
                .with("aLong", Long.MIN_VALUE, Long.MAX_VALUE)
                .with("aFloat", -1.5e-30f, Float.MAX_VALUE)
                .with("aDouble", -1.5e-300, Double.MAX_VALUE)
                .with("aBoolean", true, false)
                .with("byteObject", Byte.MIN_VALUE, (byte) 0)
                .with("shortObject", Short.MIN_VALUE, (short) 0)
                .with("intObject", Integer.MIN_VALUE, 0)
                .with("longObject", Long.MIN_VALUE, 0L)
                .with("floatObject", Float.NaN, Float.NEGATIVE_INFINITY)
                .with("doubleObject", Double.NaN, Double.POSITIVE_INFINITY)
                .with("booleanObject", true, false)
                .with("yesNo", true, false)
                .with("trueFalse", true, false)
                .with("zeroOne", true, false)
                .with(
                        "bigInteger",
                        BigInteger.TEN.pow(37),
                        BigInteger.TEN.pow(30).negate())
                .with("cents", new BigDecimal("-1.50"), new BigDecimal("0.00"))
                .with("fine", new BigDecimal("1.500000000000"), new BigDecimal("12345678901234567890.000000000001"));
    }
}
