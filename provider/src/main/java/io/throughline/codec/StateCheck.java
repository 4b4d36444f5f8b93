package io.throughline.codec;

import io.throughline.codec.UndecodableException.Reason;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.Date;
import java.util.List;
import java.util.function.Supplier;
import org.hibernate.bytecode.enhance.spi.LazyPropertyInitializer;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.metamodel.mapping.AttributeMapping;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.property.access.internal.PropertyAccessStrategyBackRefImpl;
import org.hibernate.type.AnyType;
import org.hibernate.type.BasicType;
import org.hibernate.type.CollectionType;
import org.hibernate.type.CompositeType;
import org.hibernate.type.CustomType;
import org.hibernate.type.EntityType;
import org.hibernate.type.Type;
import org.hibernate.type.UserComponentType;
import org.jspecify.annotations.Nullable;

/**
 * Whether a decoded value may be the disassembled state of an attribute. Hibernate casts what it is given, and would fail in the middle of a session
 * if it found a text where a number belongs. Such an entry is a miss. How a user's own type, or a mutable one, represents its state is not known
 * here, so it passes.
 */
interface StateCheck {

    boolean accepts(@Nullable Object state);

    /** Accepts anything, for types that are not known here. */
    static StateCheck anything() {
        return state -> true;
    }

    /** @throws UndecodableException if the check does not accept it */
    static void check(StateCheck check, @Nullable Object state) {
        if (!check.accepts(state)) {
            throw new UndecodableException(Reason.OTHER_STATE);
        }
    }

    /** One check for each of an entity's attributes, in order. */
    static List<StateCheck> attributes(EntityPersister persister) {
        SessionFactoryImplementor factory = persister.getFactory();
        List<StateCheck> checks = new ArrayList<>();
        for (int i = 0; i < persister.getPropertyNames().length; i++) {
            AttributeMapping attribute =
                    persister.findAttributeMapping(persister.getPropertyNames()[i]);
            boolean lazy = persister.getPropertyLaziness()[i];
            boolean primitive = attribute != null
                    && attribute
                            .getPropertyAccess()
                            .getGetter()
                            .getReturnTypeClass()
                            .isPrimitive();
            StateCheck value = of(persister.getPropertyTypes()[i], factory);
            checks.add(state -> {
                if (state == LazyPropertyInitializer.UNFETCHED_PROPERTY) {
                    return lazy;
                }
                if (state == PropertyAccessStrategyBackRefImpl.UNKNOWN) {
                    return attribute == null;
                }
                return !(primitive && state == null) && value.accepts(state);
            });
        }
        return List.copyOf(checks);
    }

    /** Accepts a value of the type, or null. */
    static StateCheck of(@Nullable Type type, SessionFactoryImplementor factory) {
        if (type == null || type instanceof AnyType || type instanceof UserComponentType) {
            return anything();
        }
        if (type instanceof CompositeType composite) {
            return composite(composite, factory);
        }
        if (type instanceof CollectionType collection) {
            return later(() -> of(keyType(collection, factory), factory));
        }
        if (type instanceof EntityType association) {
            String target = association.getAssociatedEntityName();
            return association.isOneToOne()
                    ? anything() // it holds nothing
                    : later(() -> of(
                            factory.getMappingMetamodel()
                                    .getEntityDescriptor(target)
                                    .getIdentifierType(),
                            factory));
        }
        return type instanceof BasicType<?> basic ? basic(basic) : anything();
    }

    @SuppressWarnings("removal") // from 6.6 to 8.0 there is no other way to a collection's types that all releases have
    private static Type keyType(CollectionType collection, SessionFactoryImplementor factory) {
        return factory.getMappingMetamodel()
                .getCollectionDescriptor(collection.getRole())
                .getKeyType();
    }

    private static StateCheck composite(CompositeType composite, SessionFactoryImplementor factory) {
        List<StateCheck> parts = new ArrayList<>();
        for (Type part : composite.getSubtypes()) {
            parts.add(of(part, factory));
        }
        return state -> {
            if (state == null) {
                return true;
            }
            // an additional value says which subclass a polymorphic embeddable is of
            if (!(state instanceof Object[] values)
                    || values.length < parts.size()
                    || values.length > parts.size() + 1) {
                return false;
            }
            for (int i = 0; i < parts.size(); i++) {
                if (!parts.get(i).accepts(values[i])) {
                    return false;
                }
            }
            return true;
        };
    }

    private static StateCheck basic(BasicType<?> basic) {
        Class<?> domain = MethodType.methodType(basic.getReturnedClass()).wrap().returnType();
        boolean known = !(basic instanceof CustomType)
                && basic.getJavaTypeDescriptor().getClass().getName().startsWith("org.hibernate.")
                && basic.getValueConverter() == null
                && (!basic.isMutable() || isCopiedAsItIs(domain));
        return known ? state -> state == null || domain.isInstance(state) : anything();
    }

    /** Mutable values whose disassembled state is a copy. */
    private static boolean isCopiedAsItIs(Class<?> domain) {
        return Date.class.isAssignableFrom(domain) || Calendar.class.isAssignableFrom(domain) || domain == byte[].class;
    }

    /** Types may refer to each other, and are complete only when the mapping is. */
    private static StateCheck later(Supplier<StateCheck> made) {
        return new StateCheck() {
            private volatile @Nullable StateCheck check;

            @Override
            public boolean accepts(@Nullable Object state) {
                StateCheck known = check;
                if (known == null) {
                    known = made.get();
                    check = known;
                }
                return known.accepts(state);
            }
        };
    }
}
