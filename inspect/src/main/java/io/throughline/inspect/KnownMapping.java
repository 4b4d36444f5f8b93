package io.throughline.inspect;

import io.throughline.RedisCacheSettings;
import io.throughline.codec.CollectionCodec;
import io.throughline.codec.EntityCodec;
import io.throughline.codec.EntryCodec;
import io.throughline.codec.IdText;
import io.throughline.codec.ItemCodec;
import io.throughline.codec.KeyText;
import io.throughline.codec.NaturalIdCodec;
import io.throughline.codec.Seals;
import io.throughline.codec.UndecodableException;
import io.throughline.config.CacheConfiguration;
import io.throughline.config.SettingsReader;
import io.throughline.protocol.Operations;
import io.throughline.protocol.Pipeline.EntryRecords;
import io.throughline.protocol.Read;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.hibernate.Session;
import org.hibernate.cache.CacheException;
import org.hibernate.cache.spi.entry.CollectionCacheEntry;
import org.hibernate.cache.spi.entry.StandardCacheEntryImpl;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.persister.collection.CollectionPersister;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

/** The application's mapping, read without its servers: a key's role, and the state in its body. */
final class KnownMapping implements AutoCloseable {

    private static final String NATURAL_ID = "##NaturalId";
    private static final Set<String> WHERE = Set.of(
            RedisCacheSettings.URI,
            RedisCacheSettings.CONFIG,
            RedisCacheSettings.CLIENT,
            RedisCacheSettings.CONNECTIONS);
    private static final byte[] ANY_BORN =
            ByteBuffer.allocate(18).put((byte) 'S').put((byte) 1).array();

    private final SessionFactoryImplementor factory;
    private final URLClassLoader loader;
    private final Set<Class<?>> allowed;
    private final CacheConfiguration settings;
    private final AtomicLong looking = new AtomicLong();
    private final Seals seals;

    KnownMapping(SessionFactoryImplementor factory, URLClassLoader loader) {
        this.factory = factory;
        this.loader = loader;
        this.allowed = allowed(factory, loader);
        this.settings = settings(factory);
        this.seals = new Seals(
                settings.sealKeys().keys(),
                looking::get,
                looking::get,
                Operations.RETENTION,
                Math.max(Operations.RETENTION, settings.lockTimeout().toNanos() / 1000));
    }

    /** The settings that decide how entries are stored. Where Redis is does not matter: the command has an option for that. */
    private static CacheConfiguration settings(SessionFactoryImplementor factory) {
        Map<String, Object> all = new HashMap<>();
        factory.getProperties().forEach((name, value) -> {
            if (name.startsWith(RedisCacheSettings.PREFIX) && !WHERE.contains(name)) {
                all.put(name, value);
            }
        });
        try {
            return SettingsReader.read(all);
        } catch (CacheException e) {
            throw new CannotInspectException("A setting of the mapping: " + e.getMessage(), e);
        }
    }

    private static Set<Class<?>> allowed(SessionFactoryImplementor factory, ClassLoader loader) {
        Set<Class<?>> types = new HashSet<>();
        Object names = factory.getProperties().get(RedisCacheSettings.ALLOWED_TYPES);
        for (String name : names == null ? new String[0] : names.toString().split("[,\\s]+")) {
            try {
                if (!name.isEmpty()) {
                    types.add(Class.forName(name, false, loader));
                }
            } catch (ClassNotFoundException e) {
                throw new CannotInspectException(
                        RedisCacheSettings.ALLOWED_TYPES + " names '" + name
                                + "', which is not on the class path; accepted: its jars in --class-path",
                        e);
            }
        }
        return types;
    }

    /** One role's entries: their kind in words, and their codec. */
    record Role(String name, String kind, ItemCodec codec) {}

    /**
     * @param key whose role, or region, is the encoded name of something mapped
     * @return {@code null} if nothing has that name
     */
    @Nullable
    Role role(KeyName key) {
        String encoded = key.roleOrRegion();
        String prefix = factory.getSessionFactoryOptions().getCacheRegionPrefix();
        if (key.role().isEmpty() && prefix != null && encoded.startsWith(KeyText.name(prefix + "."))) {
            encoded = encoded.substring(KeyText.name(prefix + ".").length());
        }
        List<EntityPersister> entities = new ArrayList<>();
        factory.getMappingMetamodel().forEachEntityDescriptor(entities::add);
        for (EntityPersister entity : entities) {
            String name = entity.getEntityName();
            if (KeyText.name(name).equals(encoded)) {
                return role(
                        name,
                        "an entity",
                        new EntityCodec(hierarchy(entities, entity.getRootEntityName()), allowed),
                        key);
            }
            if (KeyText.name(name + NATURAL_ID).equals(encoded)) {
                return role(name + NATURAL_ID, "a natural id", new NaturalIdCodec(entity, allowed, factory), key);
            }
        }
        List<CollectionPersister> collections = new ArrayList<>();
        factory.getMappingMetamodel().forEachCollectionDescriptor(collections::add);
        for (CollectionPersister collection : collections) {
            if (KeyText.name(collection.getRole()).equals(encoded)) {
                return role(
                        collection.getRole(), "a collection", new CollectionCodec(collection, allowed, factory), key);
            }
        }
        return null;
    }

    private Role role(String name, String kind, EntryCodec bodies, KeyName key) {
        long longestTtl = settings.longestTtl(key.region()).toMillis();
        return new Role(name, kind, new ItemCodec(bodies, seals, longestTtl));
    }

    /** How ids are written in keys. */
    IdText ids() {
        return new IdText(settings.hashIds().keys());
    }

    private static List<EntityPersister> hierarchy(List<EntityPersister> entities, String root) {
        return entities.stream()
                .filter(entity -> entity.getRootEntityName().equals(root))
                .sorted(Comparator.comparing(EntityPersister::getEntityName))
                .toList();
    }

    /**
     * The state, attribute by attribute or element by element.
     *
     * @param record the record that holds it
     * @param now the server's clock in microseconds, for the age of a seal
     * @throws UndecodableException if the body does not belong to this role, or cannot be opened
     */
    Map<String, Object> decode(Role role, String key, byte[] record, long now) {
        looking.set(now);
        Read read = Read.of(
                new EntryRecords(ANY_BORN, record), Long.MAX_VALUE, role.codec().shape());
        try (Session session = factory.openSession()) {
            return described(role.codec().decode(key, read, session.unwrap(SharedSessionContractImplementor.class)));
        }
    }

    private Map<String, Object> described(Object entry) {
        Map<String, Object> state = new LinkedHashMap<>();
        if (entry instanceof StandardCacheEntryImpl entity) {
            state.put("(class)", entity.getSubclass());
            state.put("(version)", entity.getVersion());
            String[] names = factory.getMappingMetamodel()
                    .getEntityDescriptor(entity.getSubclass())
                    .getPropertyNames();
            for (int i = 0; i < names.length; i++) {
                state.put(names[i], entity.getDisassembledState()[i]);
            }
        } else if (entry instanceof CollectionCacheEntry collection) {
            numbered(state, Arrays.asList(collection.getState()));
        } else if (entry instanceof Map<?, ?> structured) {
            structured.forEach((name, value) -> state.put(String.valueOf(name), value));
        } else if (entry instanceof Collection<?> elements) {
            numbered(state, elements);
        } else {
            state.put("(id)", entry);
        }
        return state;
    }

    private static void numbered(Map<String, Object> state, Collection<?> elements) {
        int number = 0;
        for (Object element : elements) {
            state.put(Integer.toString(number++), element);
        }
    }

    @Override
    public void close() {
        factory.close();
        try {
            loader.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close the class path", e);
        }
    }
}
