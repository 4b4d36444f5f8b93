package io.throughline.it.fuzz;

import io.throughline.codec.CollectionCodec;
import io.throughline.codec.EntityCodec;
import io.throughline.codec.EntryCodec;
import io.throughline.codec.NaturalIdCodec;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Entity;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Version;
import java.io.Serializable;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.hibernate.annotations.NaturalId;
import org.hibernate.boot.MetadataSources;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.persister.entity.EntityPersister;

/** The codecs of a mapping with everything in it. There is no database: no session is ever opened. */
final class FuzzedMapping {

    static final EntryCodec ENTITIES;
    static final EntryCodec NATURAL_IDS;
    static final List<EntryCodec> COLLECTIONS;
    private static final List<String> ATTRIBUTE_NAMES;

    static {
        SessionFactoryImplementor factory = factory();
        List<Class<?>> allowed = List.of(Note.class, Mood.class, java.util.LinkedList.class);
        List<EntityPersister> hierarchy = new ArrayList<>();
        factory.getMappingMetamodel().forEachEntityDescriptor(hierarchy::add);
        hierarchy.sort(Comparator.comparing(EntityPersister::getEntityName));
        ENTITIES = new EntityCodec(hierarchy, allowed);
        ATTRIBUTE_NAMES = List.of(hierarchy.get(0).getPropertyNames());
        NATURAL_IDS = new NaturalIdCodec(
                factory.getMappingMetamodel().getEntityDescriptor(Everything.class), allowed, factory);
        COLLECTIONS = List.of("texts", "prices", "parts").stream()
                .<EntryCodec>map(name -> new CollectionCodec(
                        factory.getMappingMetamodel().getCollectionDescriptor(Everything.class.getName() + "." + name),
                        allowed,
                        factory))
                .toList();
    }

    private FuzzedMapping() {}

    /** Runs the initializer above, and each codec once. */
    static void start() {
        Seeds.of(EntityBodies.class);
        Seeds.of(OtherBodies.class);
    }

    /** In the order of an entry's state. */
    static List<String> attributeNames() {
        return ATTRIBUTE_NAMES;
    }

    enum Mood {
        GOOD,
        BAD
    }

    /** Of fields that can hold each other. */
    static class Note implements Serializable {
        private static final long serialVersionUID = 1L;

        Object content;
        Number number;
        List<Note> notes = new ArrayList<>();
        Mood mood;

        Note() {}

        Note(Object content, Number number) {
            this.content = content;
            this.number = number;
        }
    }

    @Embeddable
    static class Part implements Serializable {
        private static final long serialVersionUID = 1L;

        String name;
        int weight;
    }

    @Entity
    static class Everything {
        @Id
        Long id;

        @NaturalId
        String code;

        @Version
        LocalDateTime version;

        String text;
        int number;
        BigDecimal price;
        UUID uuid;
        byte[] bytes;
        ZonedDateTime moment;

        @Enumerated
        Mood mood;

        Part part;

        @ManyToOne
        Everything other;

        /** Whatever a body may hold. */
        Serializable content;

        @ElementCollection
        Set<String> texts = new HashSet<>();

        @ElementCollection
        Map<String, BigDecimal> prices = new HashMap<>();

        @ElementCollection
        List<Part> parts = new ArrayList<>();
    }

    private static SessionFactoryImplementor factory() {
        StandardServiceRegistryBuilder settings = new StandardServiceRegistryBuilder()
                .applySetting("hibernate.dialect", "org.hibernate.dialect.PostgreSQLDialect")
                .applySetting("hibernate.boot.allow_jdbc_metadata_access", "false")
                .applySetting("hibernate.cache.use_second_level_cache", "false");
        return (SessionFactoryImplementor) new MetadataSources(settings.build())
                .addAnnotatedClass(Everything.class)
                .buildMetadata()
                .buildSessionFactory();
    }
}
