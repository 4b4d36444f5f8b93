package io.throughline.benchmarks;

import io.throughline.codec.CollectionCodec;
import io.throughline.codec.EntityCodec;
import io.throughline.codec.EntryCodec;
import io.throughline.demo.shop.Country;
import io.throughline.demo.shop.Currency;
import io.throughline.demo.shop.Price;
import io.throughline.demo.shop.Product;
import io.throughline.demo.shop.ProductCurrencyId;
import java.util.List;
import java.util.Set;
import org.hibernate.cache.internal.DefaultCacheKeysFactory;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.persister.collection.CollectionPersister;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

/** The entries that are measured: five of the demo's, a wide one, and one that is a long text. */
public enum Entry {
    COUNTRY(Country.class) {
        @Override
        Object entity(Mapping mapping) {
            return mapping.country();
        }

        @Override
        Object id(int number) {
            return Integer.toString(number, Character.MAX_RADIX);
        }
    },
    CURRENCY(Currency.class) {
        @Override
        Object entity(Mapping mapping) {
            return mapping.currency();
        }

        @Override
        Object id(int number) {
            return Integer.toString(number, Character.MAX_RADIX);
        }
    },
    PRODUCT(Product.class) {
        @Override
        Object entity(Mapping mapping) {
            return mapping.product();
        }
    },
    PRICE(Price.class) {
        @Override
        Object entity(Mapping mapping) {
            return mapping.price();
        }

        @Override
        Object id(int number) {
            return new ProductCurrencyId((long) number, "EUR");
        }
    },
    FIVE_PRICES(Product.class) {
        @Override
        Object entity(Mapping mapping) {
            return mapping.product();
        }

        @Override
        Object value(Mapping mapping) {
            return mapping.prices();
        }

        @Override
        EntryCodec codec(Mapping mapping, int compressFrom) {
            return new CollectionCodec(prices(mapping.factory()), Set.of(), mapping.factory(), compressFrom);
        }

        @Override
        String role(Mapping mapping) {
            return prices(mapping.factory()).getRole();
        }

        @Override
        Object hibernateKey(Mapping mapping, Object id) {
            return DefaultCacheKeysFactory.staticCreateCollectionKey(
                    id, prices(mapping.factory()), mapping.factory(), null);
        }
    },
    WIDE(Wide.class) {
        @Override
        Object entity(Mapping mapping) {
            return mapping.wide();
        }
    },
    ARTICLE(Article.class) {
        @Override
        Object entity(Mapping mapping) {
            return new Article(1);
        }
    };

    private final Class<?> entity;

    Entry(Class<?> entity) {
        this.entity = entity;
    }

    abstract Object entity(Mapping mapping);

    /** An id that differs from other numbers' as the demo's do. */
    Object id(int number) {
        return (long) number;
    }

    /** What Hibernate passes to the access strategy. */
    Object value(Mapping mapping) {
        return mapping.entityEntry(entity(mapping));
    }

    @Nullable
    Object version(Mapping mapping) {
        return mapping.version(entity(mapping));
    }

    /** @param compressFrom bodies of this many bytes or more are compressed */
    EntryCodec codec(Mapping mapping, int compressFrom) {
        return new EntityCodec(List.of(mapping.persister(entity)), Set.of(), compressFrom);
    }

    /** What the region is named after. */
    String role(Mapping mapping) {
        return entity.getName();
    }

    /** The id as it goes into a key. */
    Object disassembledId(Mapping mapping, Object id) {
        EntityPersister persister = mapping.persister(entity);
        return persister.getIdentifierType().disassemble(id, mapping.factory());
    }

    /** The key that Hibernate's own providers store. */
    Object hibernateKey(Mapping mapping, Object id) {
        return DefaultCacheKeysFactory.staticCreateEntityKey(id, mapping.persister(entity), mapping.factory(), null);
    }

    private static CollectionPersister prices(SessionFactoryImplementor factory) {
        return factory.getMappingMetamodel().getCollectionDescriptor(Product.class.getName() + ".prices");
    }
}
