package io.throughline.region;

import java.math.BigDecimal;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.hibernate.Length;
import org.hibernate.cache.spi.entry.CacheEntry;
import org.hibernate.cache.spi.entry.StructuredCacheEntry;
import org.hibernate.dialect.Dialect;
import org.hibernate.engine.jdbc.Size;
import org.hibernate.metamodel.mapping.AttributeMapping;
import org.hibernate.metamodel.mapping.BasicValuedModelPart;
import org.hibernate.metamodel.mapping.EmbeddableMappingType;
import org.hibernate.metamodel.mapping.EmbeddableValuedModelPart;
import org.hibernate.metamodel.mapping.SelectableMapping;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

/**
 * Whether the database would return a state differently from how it was set, as far as the mapping tells. Examples are a number or a time with more
 * fraction digits than its column has, a text that a {@code CHAR} column pads, and a column with a write expression but no read expression. Such a
 * state is not stored when it is written. The next load is stored.
 *
 * <p>What a column's SQL definition says is not known here. Immutable; attributes that cannot differ cost nothing.
 */
final class StoredOtherwise {

    private static final int NANO_DIGITS = 9;

    private final Map<String, List<Attribute>> byEntity = new HashMap<>();

    /** @param differs is asked for a value that is not null */
    private record Attribute(int position, String name, Predicate<Object> differs) {

        boolean differs(@Nullable Object value) {
            return value != null && differs.test(value);
        }
    }

    StoredOtherwise(List<EntityPersister> hierarchy, Dialect dialect) {
        for (EntityPersister entity : hierarchy) {
            List<Attribute> attributes = new ArrayList<>();
            for (int i = 0; i < entity.getNumberOfAttributeMappings(); i++) {
                add(entity.getAttributeMapping(i), dialect, attributes);
            }
            if (!attributes.isEmpty()) {
                byEntity.put(entity.getEntityName(), attributes);
            }
        }
    }

    /** @param entry as Hibernate passes it, structured or not */
    boolean is(Object entry) {
        if (byEntity.isEmpty()) {
            return false;
        }
        if (entry instanceof CacheEntry standard) {
            return any(byEntity.get(standard.getSubclass()), standard.getDisassembledState());
        }
        if (entry instanceof Map<?, ?> structured) {
            List<Attribute> attributes = byEntity.get((String) structured.get(StructuredCacheEntry.SUBCLASS_KEY));
            return attributes != null
                    && attributes.stream().anyMatch(attribute -> attribute.differs(structured.get(attribute.name)));
        }
        return false;
    }

    private static boolean any(@Nullable List<Attribute> attributes, Object @Nullable [] state) {
        if (attributes == null || state == null) {
            return false;
        }
        for (Attribute attribute : attributes) {
            if (attribute.position < state.length && attribute.differs(state[attribute.position])) {
                return true;
            }
        }
        return false;
    }

    private static void add(AttributeMapping attribute, Dialect dialect, List<Attribute> attributes) {
        Predicate<Object> differs = null;
        if (attribute instanceof BasicValuedModelPart column) {
            differs = differs(column, dialect);
        } else if (attribute instanceof EmbeddableValuedModelPart embedded) {
            differs = differs(embedded.getEmbeddableTypeDescriptor(), dialect);
        }
        if (differs != null) {
            attributes.add(new Attribute(attribute.getStateArrayPosition(), attribute.getAttributeName(), differs));
        }
    }

    private static @Nullable Predicate<Object> differs(EmbeddableMappingType embeddable, Dialect dialect) {
        List<Attribute> parts = new ArrayList<>();
        for (int i = 0; i < embeddable.getNumberOfAttributeMappings(); i++) {
            add(embeddable.getAttributeMapping(i), dialect, parts);
        }
        return parts.isEmpty() ? null : value -> value instanceof Object[] state && any(parts, state);
    }

    private static @Nullable Predicate<Object> differs(SelectableMapping column, Dialect dialect) {
        if (column.isFormula() || !column.isInsertable() && !column.isUpdateable()) {
            return null;
        }
        if (isExpression(column.getCustomWriteExpression()) && !isExpression(column.getCustomReadExpression())) {
            return value -> true;
        }
        Class<?> type = column.getJdbcMapping().getJdbcJavaType().getJavaTypeClass();
        int code = column.getJdbcMapping().getJdbcType().getDefaultSqlTypeCode();
        if (type == BigDecimal.class && (code == Types.NUMERIC || code == Types.DECIMAL)) {
            int scale = column.getScale() == null ? Size.DEFAULT_SCALE : column.getScale();
            return value -> value instanceof BigDecimal number
                    && number.stripTrailingZeros().scale() > scale;
        }
        if (type == String.class && (code == Types.CHAR || code == Types.NCHAR)) {
            long length = column.getLength() == null ? Length.DEFAULT : column.getLength();
            return value -> value instanceof String text && text.length() < length;
        }
        if (TemporalAccessor.class.isAssignableFrom(type) || java.util.Date.class.isAssignableFrom(type)) {
            int step = nanosOfOne(fractionDigits(column, dialect));
            return step == 1 ? null : value -> nanos(value) % step != 0;
        }
        return null;
    }

    /** Whether it is an expression and not just a parameter, or the column. */
    private static boolean isExpression(@Nullable String sql) {
        return sql != null && sql.indexOf('(') >= 0;
    }

    /** How many nanoseconds the last of this many fraction digits of a second stands for. */
    private static int nanosOfOne(int digits) {
        int step = 1;
        for (int i = digits; i < NANO_DIGITS; i++) {
            step *= 10;
        }
        return step;
    }

    private static int fractionDigits(SelectableMapping column, Dialect dialect) {
        if (column.getTemporalPrecision() != null) {
            return column.getTemporalPrecision();
        }
        return column.getPrecision() == null ? dialect.getDefaultTimestampPrecision() : column.getPrecision();
    }

    /** The nanoseconds of the second; 0 if there are none. */
    private static int nanos(Object value) {
        if (value instanceof Timestamp timestamp) {
            return timestamp.getNanos();
        }
        return value instanceof TemporalAccessor time && time.isSupported(ChronoField.NANO_OF_SECOND)
                ? time.get(ChronoField.NANO_OF_SECOND)
                : 0;
    }
}
