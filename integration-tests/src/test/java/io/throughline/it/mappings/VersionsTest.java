package io.throughline.it.mappings;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.MappedSuperclass;
import jakarta.persistence.Version;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Calendar;
import java.util.Date;
import java.util.stream.Stream;
import org.hibernate.annotations.CurrentTimestamp;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.Generated;
import org.hibernate.annotations.OptimisticLockType;
import org.hibernate.annotations.OptimisticLocking;
import org.hibernate.annotations.SourceType;
import org.hibernate.generator.EventType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Versions of all types; those of a time in the precision that PostgreSQL keeps. */
class VersionsTest extends MappingTest {

    @MappedSuperclass
    abstract static class Named {
        @Id
        Long id = 1L;

        String name = "a";
    }

    @Entity(name = "None")
    static class None extends Named {}

    @Entity(name = "ByInt")
    static class ByInt extends Named {
        @Version
        int version;
    }

    @Entity(name = "ByLong")
    static class ByLong extends Named {
        @Version
        long version;
    }

    @Entity(name = "ByShort")
    static class ByShort extends Named {
        @Version
        short version;
    }

    @Entity(name = "ByByte")
    static class ByByte extends Named {
        @Version
        byte version;
    }

    @Entity(name = "ByInstant")
    static class ByInstant extends Named {
        @Version
        Instant version;
    }

    @Entity(name = "ByTimestamp")
    static class ByTimestamp extends Named {
        @Version
        Timestamp version;
    }

    @Entity(name = "ByDate")
    static class ByDate extends Named {
        @Version
        Date version;
    }

    @Entity(name = "ByCalendar")
    static class ByCalendar extends Named {
        @Version
        Calendar version;
    }

    @Entity(name = "ByLocalDateTime")
    static class ByLocalDateTime extends Named {
        @Version
        LocalDateTime version;
    }

    @Entity(name = "ByOffsetDateTime")
    static class ByOffsetDateTime extends Named {
        @Version
        OffsetDateTime version;
    }

    @Entity(name = "ByZonedDateTime")
    static class ByZonedDateTime extends Named {
        @Version
        ZonedDateTime version;
    }

    @Entity(name = "ByTimeOfTheDatabase")
    static class ByTimeOfTheDatabase extends Named {
        @Version
        @CurrentTimestamp(source = SourceType.DB)
        Instant version;
    }

    /** A row version: counted up by a trigger. */
    @Entity(name = "by_row_version")
    static class ByRowVersion extends Named {
        @Version
        @Generated(event = {EventType.INSERT, EventType.UPDATE})
        byte[] version;
    }

    @Entity(name = "ByDirtyState")
    @DynamicUpdate
    @OptimisticLocking(type = OptimisticLockType.DIRTY)
    static class ByDirtyState extends Named {}

    private static final Class<?>[] ALL = {
        None.class,
        ByInt.class,
        ByLong.class,
        ByShort.class,
        ByByte.class,
        ByInstant.class,
        ByTimestamp.class,
        ByDate.class,
        ByCalendar.class,
        ByLocalDateTime.class,
        ByOffsetDateTime.class,
        ByZonedDateTime.class,
        ByTimeOfTheDatabase.class,
        ByRowVersion.class,
        ByDirtyState.class
    };

    VersionsTest() {
        super(ALL);
        nodes.sql("create sequence row_versions");
        nodes.sql("create function row_version() returns trigger as"
                + " 'begin new.version = int8send(nextval(''row_versions'')); return new; end' language plpgsql");
        nodes.sql("create trigger row_version before insert or update on by_row_version for each row execute function"
                + " row_version()");
    }

    static Stream<Class<?>> all() {
        return Stream.of(ALL);
    }

    @ParameterizedTest
    @MethodSource("all")
    <T extends Named> void aVersionIsHitAsItIsInTheDatabase(Class<T> type) throws ReflectiveOperationException {
        var constructor = type.getDeclaredConstructor();
        constructor.setAccessible(true);
        nodes.row(type, 1L)
                .inserted(constructor.newInstance())
                .updated(row -> row.name = "b")
                .updated(row -> row.name = null)
                .updated(row -> row.name = "a")
                .deleted();
    }
}
