package io.throughline.codec;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.persister.collection.CollectionPersister;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.type.BasicType;
import org.hibernate.type.CollectionType;
import org.hibernate.type.CompositeType;
import org.hibernate.type.EntityType;

/**
 * Writes down a mapping, attribute by attribute, down to the fields of what is stored as JSON and the constants of enums; the classes that
 * it comes by on the way are those that its bodies may hold.
 */
final class ShapeDescription {

    private final StringBuilder text = new StringBuilder();
    private final TreeMap<String, Class<?>> types = new TreeMap<>();
    private final Set<String> described = new HashSet<>();
    private final SessionFactoryImplementor factory;

    ShapeDescription(SessionFactoryImplementor factory) {
        this.factory = factory;
    }

    /** What is stored as Hibernate itself lays it out, and may lay out otherwise in another release. */
    ShapeDescription release(String hibernate) {
        text.append("Hibernate ").append(hibernate).append('\n');
        return this;
    }

    ShapeDescription entity(EntityPersister persister) {
        text.append("entity ").append(persister.getEntityName()).append('\n');
        String[] names = persister.getPropertyNames();
        org.hibernate.type.Type[] propertyTypes = persister.getPropertyTypes();
        attribute("id", persister.getIdentifierType());
        if (persister.isVersioned()) {
            attribute("version", persister.getVersionType());
        }
        for (int i = 0; i < names.length; i++) {
            attribute(names[i], propertyTypes[i]);
        }
        return this;
    }

    @SuppressWarnings("removal") // 6.6 to 8.0 have no other way to a collection's types in common
    ShapeDescription collection(CollectionPersister persister) {
        text.append("collection ").append(persister.getRole()).append('\n');
        attribute("key", persister.getKeyType());
        attribute("element", persister.getElementType());
        if (persister.getIndexType() != null) {
            attribute("index", persister.getIndexType());
        }
        if (persister.getIdentifierType() != null) {
            attribute("identifier", persister.getIdentifierType());
        }
        return this;
    }

    ShapeDescription naturalId(EntityPersister persister) {
        text.append("natural id of ").append(persister.getEntityName()).append('\n');
        attribute("id", persister.getIdentifierType());
        for (int index : persister.getNaturalIdentifierProperties()) {
            attribute(persister.getPropertyNames()[index], persister.getPropertyTypes()[index]);
        }
        return this;
    }

    ShapeDescription allowed(Collection<Class<?>> allowed) {
        allowed.stream().sorted(Comparator.comparing(Class::getName)).forEach(this::type);
        return this;
    }

    Shape shape() {
        return Shape.of(text.toString() + types.keySet(), new ArrayList<>(types.values()));
    }

    private void attribute(String name, org.hibernate.type.Type type) {
        text.append(name).append(" : ");
        if (type instanceof CompositeType composite) {
            text.append(composite.getReturnedClass().getName()).append(" (\n");
            for (int i = 0; i < composite.getPropertyNames().length; i++) {
                attribute(composite.getPropertyNames()[i], composite.getSubtypes()[i]);
            }
            text.append(')');
        } else if (type instanceof CollectionType collection) {
            text.append(collection.getRole());
        } else if (type instanceof EntityType association) {
            String target = association.getAssociatedEntityName();
            text.append(target).append(' ');
            if (described.add(target)) { // its id is what a body holds
                attribute(
                        "id",
                        factory.getMappingMetamodel()
                                .getEntityDescriptor(target)
                                .getIdentifierType());
            }
        } else if (type instanceof BasicType<?> basic) {
            // never its name: that counts the types that this JVM has made
            text.append(basic.getReturnedClass().getName())
                    .append(' ')
                    .append(basic.getJdbcType().getDefaultSqlTypeCode());
            if (basic.getValueConverter() != null) {
                text.append(" as ")
                        .append(basic.getValueConverter()
                                .getRelationalJavaType()
                                .getJavaType()
                                .getTypeName());
            }
            type(basic.getJavaTypeDescriptor().getJavaType());
        } else {
            text.append(type.getReturnedClass().getName());
            type(type.getReturnedClass());
        }
        text.append('\n');
    }

    /** The class itself and those of its fields, unless they are the JDK's. */
    private void type(Type type) {
        if (type instanceof ParameterizedType parameterized) {
            type(parameterized.getRawType());
            Stream.of(parameterized.getActualTypeArguments()).forEach(this::type);
        } else if (type instanceof Class<?> c) {
            Class<?> element = c;
            while (element.isArray()) {
                element = element.getComponentType();
            }
            if (c.isArray() && !BaseTypes.contains(c)) {
                types.put(c.getName(), c);
            }
            if (element.isPrimitive() || element.getName().startsWith("java.")) {
                return;
            }
            if (element.isInterface() || types.putIfAbsent(element.getName(), element) != null) {
                return;
            }
            describe(element);
        }
    }

    private void describe(Class<?> type) {
        text.append("type ").append(type.getName());
        if (type.isEnum()) {
            for (Object constant : type.getEnumConstants()) {
                text.append(' ').append(((Enum<?>) constant).name());
            }
            text.append('\n');
            return;
        }
        text.append('\n');
        for (Class<?> c = type; c != null && !c.getName().startsWith("java."); c = c.getSuperclass()) {
            Stream.of(c.getDeclaredFields())
                    .filter(field -> !Modifier.isStatic(field.getModifiers()))
                    .sorted(Comparator.comparing(Field::getName))
                    .forEach(field -> {
                        text.append(field.getName())
                                .append(" : ")
                                .append(field.getGenericType().getTypeName())
                                .append('\n');
                        type(field.getGenericType());
                    });
        }
    }
}
