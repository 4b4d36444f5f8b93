package io.throughline.it.mappings;

import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import java.math.RoundingMode;
import java.time.DayOfWeek;
import java.time.Month;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;
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

    TimeUnit unit;

    @Enumerated(EnumType.STRING)
    ChronoUnit chronoUnit;

    @Enumerated(EnumType.STRING)
    RoundingMode rounding;

    Thread.State threadState;

    TimeUnit[] units;

    @Enumerated(EnumType.STRING)
    WithBodies withBodies;

    /** Its constants are of classes of their own. */
    enum WithBodies {
        ADD {
            @Override
            int of(int a, int b) {
                return a + b;
            }
        },
        SUBTRACT {
            @Override
            int of(int a, int b) {
                return a - b;
            }
        };

        abstract int of(int a, int b);
    }

    static Basics basics() {
        return Basics.of(Enums.class)
                .with("byDefault", Suit.CLUBS, Suit.HEARTS)
                .with("ordinal", Suit.CLUBS, Suit.HEARTS)
                .with("named", Suit.CLUBS, Suit.HEARTS)
                .with("ofTheDatabase", Suit.CLUBS, Suit.HEARTS)
                .with("converted", Suit.CLUBS, Suit.HEARTS)
                .with("day", DayOfWeek.MONDAY, DayOfWeek.SUNDAY)
                .with("month", Month.JANUARY, Month.DECEMBER)
                .with("unit", TimeUnit.NANOSECONDS, TimeUnit.DAYS)
                .with("chronoUnit", ChronoUnit.NANOS, ChronoUnit.FOREVER)
                .with("rounding", RoundingMode.UP, RoundingMode.UNNECESSARY)
                .with("threadState", Thread.State.NEW, Thread.State.TERMINATED)
                .with("units", new TimeUnit[] {TimeUnit.DAYS, TimeUnit.HOURS}, new TimeUnit[0])
                .with("withBodies", WithBodies.ADD, WithBodies.SUBTRACT);
    }
}
