package io.throughline.it.mappings;

import java.lang.reflect.Array;
import java.net.URL;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.SQLException;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import org.hibernate.Hibernate;
import org.hibernate.Session;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.persister.collection.CollectionPersister;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.type.AnyType;
import org.hibernate.type.BagType;
import org.hibernate.type.CollectionType;
import org.hibernate.type.CompositeType;
import org.hibernate.type.EntityType;
import org.hibernate.type.Type;

/** The whole state of an entity, collections included, as plain values that compare by content and by class. References are ids. */
final class Snapshot {

    private final SharedSessionContractImplementor session;

    private Snapshot(Session session) {
        this.session = session.unwrap(SharedSessionContractImplementor.class);
    }

    /** {@code null} of {@code null}. */
    static Object of(Session session, Object entity) {
        return entity == null ? null : new Snapshot(session).entity(Hibernate.unproxy(entity));
    }

    private Map<String, Object> entity(Object entity) {
        EntityPersister persister = session.getEntityPersister(null, entity);
        Map<String, Object> state = new LinkedHashMap<>();
        state.put("(class)", entity.getClass().getName());
        state.put("(id)", value(persister.getIdentifierType(), persister.getIdentifier(entity, session)));
        for (int i = 0; i < persister.getPropertyNames().length; i++) {
            state.put(
                    persister.getPropertyNames()[i],
                    value(persister.getPropertyTypes()[i], persister.getValue(entity, i)));
        }
        return state;
    }

    private Object value(Type type, Object value) {
        if (value == null) {
            return null;
        }
        if (type instanceof EntityType || type instanceof AnyType) {
            EntityPersister persister = session.getEntityPersister(null, Hibernate.unproxy(value));
            return persister.getEntityName() + "#"
                    + value(persister.getIdentifierType(), persister.getIdentifier(Hibernate.unproxy(value), session));
        }
        if (type instanceof CollectionType collection) {
            return collection(collection, value);
        }
        if (type instanceof CompositeType composite) {
            Map<String, Object> state = new LinkedHashMap<>();
            state.put("(class)", value.getClass().getName());
            Object[] values = composite.getPropertyValues(value, session);
            for (int i = 0; i < values.length; i++) {
                state.put(composite.getPropertyNames()[i], value(composite.getSubtypes()[i], values[i]));
            }
            return state;
        }
        return leaf(value);
    }

    @SuppressWarnings("removal") // 6.6 to 8.0 have no other way to a collection's types in common
    private Object collection(CollectionType type, Object value) {
        CollectionPersister persister =
                session.getFactory().getMappingMetamodel().getCollectionDescriptor(type.getRole());
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> state = new LinkedHashMap<>();
            map.forEach((k, v) -> state.put(value(persister.getIndexType(), k), value(persister.getElementType(), v)));
            return map instanceof SortedMap<?, ?> ? List.copyOf(state.entrySet()) : state;
        }
        Collection<?> elements = value instanceof Collection<?> c ? c : elements(value);
        List<Object> state = new ArrayList<>();
        elements.forEach(element -> state.add(value(persister.getElementType(), element)));
        if (type instanceof BagType) {
            state.sort(Comparator.comparing(String::valueOf)); // in no order
        }
        return value instanceof Set<?> && !(value instanceof SortedSet<?>) ? new HashSet<>(state) : state;
    }

    private static Object leaf(Object value) {
        if (value == null) {
            return null;
        }
        return List.of(type(value), content(value));
    }

    /** Drivers and Hibernate have their own classes for LOBs; of a collection in a column the kind matters. */
    private static String type(Object value) {
        if (value instanceof Blob || value instanceof Clob) {
            return "LOB";
        }
        return value instanceof Collection<?> || value instanceof Map<?, ?>
                ? ""
                : value.getClass().getName();
    }

    private static Object content(Object value) {
        try {
            if (value instanceof Blob blob) {
                return elements(blob.getBytes(1, (int) blob.length()));
            }
            if (value instanceof Clob clob) {
                return clob.getSubString(1, (int) clob.length());
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        if (value instanceof URL url) {
            return url.toExternalForm(); // its equals asks the network
        }
        if (value instanceof ZonedDateTime time) {
            return time.toOffsetDateTime(); // UTC has several names
        }
        if (value instanceof Calendar calendar) {
            return calendar.toInstant();
        }
        if (value.getClass().isArray()) {
            return elements(value);
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> state = new TreeMap<>();
            map.forEach((k, v) -> state.put(String.valueOf(k), leaf(v)));
            return state;
        }
        if (value instanceof Collection<?> collection) {
            List<Object> state = new ArrayList<>();
            collection.forEach(element -> state.add(leaf(element)));
            if (collection instanceof Set<?> && !(collection instanceof SortedSet<?>)) {
                state.sort(Comparator.comparing(String::valueOf));
            }
            return state;
        }
        return value;
    }

    private static List<Object> elements(Object array) {
        List<Object> elements = new ArrayList<>();
        for (int i = 0; i < Array.getLength(array); i++) {
            elements.add(leaf(Array.get(array, i)));
        }
        return elements;
    }
}
