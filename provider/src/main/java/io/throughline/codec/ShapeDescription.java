package io.throughline.codec;

import java.lang.reflect.Field;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.metamodel.mapping.EmbeddableValuedModelPart;
import org.hibernate.metamodel.mapping.ModelPart;
import org.hibernate.metamodel.mapping.PluralAttributeMapping;
import org.hibernate.persister.collection.CollectionPersister;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.type.BasicType;
import org.hibernate.type.CollectionType;
import org.hibernate.type.CompositeType;
import org.hibernate.type.CustomType;
import org.hibernate.type.EntityType;
import org.hibernate.type.descriptor.converter.spi.BasicValueConverter;
import org.hibernate.type.descriptor.converter.spi.JpaAttributeConverter;
import org.jspecify.annotations.Nullable;

/**
 * Writes down a mapping, attribute by attribute, down to the fields of what is stored as JSON and the constants of enums: everything that decides what
 * a body's values mean. That is more than their types: it includes the column that they come from, and the converter. The classes that it meets on
 * the way are those that its bodies may hold.
 */
final class ShapeDescription {

    private final StringBuilder text = new StringBuilder();
    private final TreeMap<String, Class<?>> types = new TreeMap<>();
    private final Set<String> described = new HashSet<>();
    private final Set<Class<?>> permitting = new HashSet<>();
    private final SessionFactoryImplementor factory;

    ShapeDescription(SessionFactoryImplementor factory) {
        this.factory = factory;
    }

    /** Adds the release, for what is stored in Hibernate's own layout, which another release may change. */
    ShapeDescription release(String hibernate) {
        text.append("Hibernate ").append(hibernate).append('\n');
        return this;
    }

    ShapeDescription entity(EntityPersister persister) {
        text.append("entity ")
                .append(persister.getEntityName())
                .append(" is ")
                .append(persister.getDiscriminatorMapping() == null ? "" : persister.getDiscriminatorSQLValue())
                .append('\n');
        text.append(factory.getSessionFactoryOptions().getJdbcTimeZone()).append('\n');
        String[] names = persister.getPropertyNames();
        org.hibernate.type.Type[] propertyTypes = persister.getPropertyTypes();
        attribute("id", persister.getIdentifierType());
        columns(persister.getIdentifierMapping());
        if (persister.isVersioned()) {
            attribute("version", persister.getVersionType());
            columns(persister.getVersionMapping());
        }
        for (int i = 0; i < names.length; i++) {
            attribute(names[i], propertyTypes[i]);
            text.append(persister.getPropertyLaziness()[i] ? "lazy " : ""); // a body may then hold none
            columns(persister.findAttributeMapping(names[i]));
        }
        return this;
    }

    /** A value that comes from another column, or is computed in another way, is another value. */
    private void columns(@Nullable ModelPart part) {
        if (part == null) {
            return; // Hibernate's own: the way back to a collection's owner
        }
        if (part instanceof EmbeddableValuedModelPart embedded
                && embedded.getEmbeddableTypeDescriptor().isPolymorphic()) {
            embedded.getEmbeddableTypeDescriptor().getConcreteEmbeddableTypes().stream()
                    .map(type -> type.getSubclassId() + " is " + type.getDiscriminatorValue() + '\n')
                    .sorted()
                    .forEach(text::append);
        }
        part.forEachSelectable((index, column) -> text.append(" from ")
                .append(column.getContainingTableExpression())
                .append('.')
                .append(column.isFormula() ? "formula " : "")
                .append(column.getSelectionExpression())
                .append(' ')
                .append(column.getCustomReadExpression())
                .append(' ')
                .append(column.getLength())
                .append(' ')
                .append(column.getPrecision())
                .append(' ')
                .append(column.getScale())
                .append('\n'));
    }

    @SuppressWarnings("removal") // from 6.6 to 8.0 there is no other way to a collection's types that all releases have
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
        PluralAttributeMapping attribute = persister.getAttributeMapping();
        columns(attribute.getKeyDescriptor());
        columns(attribute.getElementDescriptor());
        if (attribute.getIndexDescriptor() != null) {
            columns(attribute.getIndexDescriptor());
        }
        return this;
    }

    /** Adds whether rows of query results hold the entity in full or only its id. This depends on a setting, and on what is cached. */
    ShapeDescription queryLayout(EntityPersister persister) {
        text.append(persister.useShallowQueryCacheLayout() ? "by id" : "in full")
                .append(persister.storeDiscriminatorInShallowQueryCacheLayout() ? " with its kind\n" : "\n");
        return this;
    }

    ShapeDescription queryLayout(CollectionPersister persister) {
        text.append(persister.useShallowQueryCacheLayout() ? "by key\n" : "in full\n");
        return this;
    }

    ShapeDescription naturalId(EntityPersister persister) {
        text.append("natural id of ").append(persister.getEntityName()).append('\n');
        attribute("id", persister.getIdentifierType());
        for (int index : persister.getNaturalIdentifierProperties()) {
            attribute(persister.getPropertyNames()[index], persister.getPropertyTypes()[index]);
            columns(persister.findAttributeMapping(persister.getPropertyNames()[index]));
        }
        return this;
    }

    ShapeDescription allowed(Collection<Class<?>> allowed) {
        allowed.stream().sorted(Comparator.comparing(Class::getName)).forEach(type -> {
            type(type);
            if (!BaseTypes.contains(type)) {
                types.put(type.getName(), type); // one of the JDK's, too: the user has named it
            }
        });
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
            if (association.isOneToOne()) {
                text.append("one to one "); // a body holds nothing of it
            }
            if (!association.isReferenceToPrimaryKey()) {
                text.append("by ")
                        .append(association.getRHSUniqueKeyPropertyName())
                        .append(' ');
            }
            if (described.add(target)) { // a body holds its id
                attribute(
                        "id",
                        factory.getMappingMetamodel()
                                .getEntityDescriptor(target)
                                .getIdentifierType());
            }
        } else if (type instanceof BasicType<?> basic) {
            // never its name, which counts the types that this JVM has made
            text.append(basic.getReturnedClass().getName())
                    .append(' ')
                    .append(basic.getJdbcType().getDefaultSqlTypeCode());
            text.append(basic.isMutable() ? " mutable" : "");
            described(basic);
            type(basic.getJavaTypeDescriptor().getJavaType());
        } else {
            text.append(type.getReturnedClass().getName());
            type(type.getReturnedClass());
        }
        text.append('\n');
    }

    /** Adds what converts between the column and the value. */
    private void described(BasicType<?> basic) {
        if (basic instanceof CustomType<?> custom) {
            text.append(" by ").append(name(custom.getUserType().getClass()));
        }
        Class<?> javaType = basic.getJavaTypeDescriptor().getClass();
        if (!javaType.getName().startsWith("org.hibernate.")) {
            text.append(" by ").append(name(javaType));
        }
        BasicValueConverter<?, ?> converter = basic.getValueConverter();
        if (converter == null) {
            return;
        }
        text.append(" by ")
                .append(name(
                        converter instanceof JpaAttributeConverter<?, ?> jpa
                                ? jpa.getConverterJavaType().getJavaTypeClass()
                                : converter.getClass()))
                .append(" as ")
                .append(converter.getRelationalJavaType().getJavaType().getTypeName());
        Object[] constants = converter.getDomainJavaType().getJavaTypeClass().getEnumConstants();
        for (Object constant : constants == null ? new Object[0] : constants) {
            text.append(' ').append(relational(converter, constant));
        }
    }

    @SuppressWarnings("unchecked")
    private static <D> String relational(BasicValueConverter<D, ?> converter, Object constant) {
        try {
            return String.valueOf(converter.toRelationalValue((D) constant));
        } catch (RuntimeException e) {
            return "none"; // a converter need not know them all
        }
    }

    /** A class that the JVM has generated has another name in each JVM. */
    private static String name(Class<?> type) {
        return type.isHidden() || type.isSynthetic() ? "?" : type.getName();
    }

    /**
     * Adds the class itself and those of its fields, unless they are the JDK's. The JDK's enums are added too, because their objects are nothing but
     * constants. If the mapping names a sealed type, the types that it permits are added.
     */
    private void type(Type type) {
        if (type instanceof ParameterizedType parameterized) {
            type(parameterized.getRawType());
            Stream.of(parameterized.getActualTypeArguments()).forEach(this::type);
        } else if (type instanceof WildcardType wildcard) {
            Stream.of(wildcard.getUpperBounds()).forEach(this::type);
        } else if (type instanceof GenericArrayType array) {
            type(array.getGenericComponentType());
        } else if (type instanceof Class<?> c) {
            Class<?> element = c;
            while (element.isArray()) {
                element = element.getComponentType();
            }
            if (c.isArray() && !BaseTypes.contains(c)) {
                types.put(c.getName(), c);
            }
            if (element.isPrimitive() || isOfTheJdk(element) && !(element.isEnum() && !BaseTypes.contains(element))) {
                return;
            }
            if (element.isSealed() && !element.isEnum() && permitting.add(element)) {
                Stream.of(element.getPermittedSubclasses()).forEach(this::type);
            }
            if (element.isInterface() || types.putIfAbsent(element.getName(), element) != null) {
                return;
            }
            describe(element);
        }
    }

    private static boolean isOfTheJdk(Class<?> type) {
        return type.getName().startsWith("java.");
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
        for (Class<?> c = type; c != null && !isOfTheJdk(c); c = c.getSuperclass()) {
            if (c.getGenericSuperclass()
                    instanceof ParameterizedType superclass) { // the type variables of its fields stand for these
                Stream.of(superclass.getActualTypeArguments()).forEach(this::type);
            }
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
