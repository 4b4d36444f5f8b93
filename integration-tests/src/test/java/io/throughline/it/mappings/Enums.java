package io.throughline.it.mappings;

import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import java.time.DayOfWeek;
import java.time.Month;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

@Entity
class Enums extends Row {
    Suit byDefault;

    @Enumerated(EnumType.ORDINAL)
    Suit ordinal;

    @Enumerated(EnumType.STRING)
    Suit named;

    @Enumerated
    @JdbcTypeCode(SqlTypes.NAMED_ENUM)
    Suit ofTheDatabase;

    @Convert(converter = Converters.SuitCode.class)
    Suit converted;

    @Enumerated(EnumType.STRING)
    DayOfWeek day;

    Month month;

    static Basics basics() {
        return Basics.of(Enums.class)
                .with("byDefault", Suit.CLUBS, Suit.HEARTS)
                .with("ordinal", Suit.CLUBS, Suit.HEARTS)
                .with("named", Suit.CLUBS, Suit.HEARTS)
                .with("ofTheDatabase", Suit.CLUBS, Suit.HEARTS)
                .with("converted", Suit.CLUBS, Suit.HEARTS)
                .with("day", DayOfWeek.MONDAY, DayOfWeek.SUNDAY)
                .with("month", Month.JANUARY, Month.DECEMBER);
    }
}
