package io.throughline.benchmarks;

import io.throughline.demo.shop.Country;
import io.throughline.demo.shop.Currency;
import io.throughline.demo.shop.Price;
import io.throughline.demo.shop.Product;
import io.throughline.demo.shop.ProductCurrencyId;
import io.throughline.demo.shop.Stock;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.hibernate.Session;
import org.hibernate.boot.MetadataSources;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;
import org.hibernate.cache.spi.entry.CollectionCacheEntry;
import org.hibernate.cache.spi.entry.StandardCacheEntryImpl;
import org.hibernate.collection.spi.PersistentBag;
import org.hibernate.dialect.PostgreSQLDialect;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.persister.entity.EntityPersister;

/**
 * The mapping of the demo and of the wide entity, and the cache entries that Hibernate makes from what the demo stores. No database is used: an
 * entity's references are there only as references.
 */
final class Mapping implements AutoCloseable {

    static final long PRODUCT_ID = 17;

    private final SessionFactoryImplementor factory;
    private final Session session;

    Mapping() {
        StandardServiceRegistryBuilder registry = new StandardServiceRegistryBuilder()
                .applySetting("hibernate.dialect", PostgreSQLDialect.class.getName())
                .applySetting("hibernate.boot.allow_jdbc_metadata_access", "false")
                .applySetting("hibernate.cache.use_second_level_cache", "false");
        factory = (SessionFactoryImplementor) new MetadataSources(registry.build())
                .addAnnotatedClasses(
                        Country.class,
                        Currency.class,
                        Product.class,
                        Price.class,
                        Stock.class,
                        Wide.class,
                        Article.class)
                .buildMetadata()
                .buildSessionFactory();
        session = factory.openSession();
    }

    SessionFactoryImplementor factory() {
        return factory;
    }

    EntityPersister persister(Class<?> entity) {
        return factory.getMappingMetamodel().getEntityDescriptor(entity);
    }

    private SharedSessionContractImplementor implementor() {
        return session.unwrap(SharedSessionContractImplementor.class);
    }

    /** What Hibernate passes to the access strategy for an entity. */
    Object entityEntry(Object entity) {
        EntityPersister persister = persister(entity.getClass());
        return new StandardCacheEntryImpl(
                persister.getValues(entity), persister, persister.getVersion(entity), implementor(), entity);
    }

    Object version(Object entity) {
        return persister(entity.getClass()).getVersion(entity);
    }

    Country country() {
        return new Country(new Locale.Builder().setRegion("DE").build(), session.getReference(Currency.class, "EUR"));
    }

    Currency currency() {
        return new Currency(java.util.Currency.getInstance("EUR"));
    }

    Product product() {
        Product product = new Product("Teapot, blue", session.getReference(Country.class, "DE"));
        persister(Product.class).setIdentifier(product, PRODUCT_ID, implementor());
        set(product, "version", 0);
        return product;
    }

    Price price() {
        Price price = product().addPrice(session.getReference(Currency.class, "EUR"), new BigDecimal("34.90"));
        set(price, "version", 0);
        set(price, "product", session.getReference(Product.class, PRODUCT_ID));
        return price;
    }

    private void set(Object entity, String attribute, Object value) {
        EntityPersister persister = persister(entity.getClass());
        persister.setValue(entity, List.of(persister.getPropertyNames()).indexOf(attribute), value);
    }

    Wide wide() {
        return new Wide(1, session.getReference(Country.class, "DE"));
    }

    /** The prices of a product in each of five currencies. */
    CollectionCacheEntry prices() {
        List<Price> prices = new ArrayList<>(Stream.of("EUR", "GBP", "JPY", "KWD", "USD")
                .map(currency -> session.getReference(Price.class, new ProductCurrencyId(PRODUCT_ID, currency)))
                .toList());
        return new CollectionCacheEntry(
                new PersistentBag<>(implementor(), prices),
                factory.getMappingMetamodel().getCollectionDescriptor(Product.class.getName() + ".prices"));
    }

    @Override
    public void close() {
        session.close();
        factory.close();
    }
}
