package io.throughline.it.keys;

import static io.throughline.it.settings.Space.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.nodes.SinceHibernate7;
import io.throughline.it.settings.Space;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import java.io.Serializable;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.hibernate.Session;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.annotations.NaturalId;
import org.hibernate.annotations.NaturalIdCache;
import org.hibernate.annotations.TenantId;
import org.hibernate.context.spi.CurrentTenantIdentifierResolver;
import org.junit.jupiter.api.Test;

/** Two tenants, told apart by a column, never see each other's entries. */
class TenantKeysTest {

    record NoteId(long id, String tenant) implements Serializable {}

    /** Ids are unique in all tenants. */
    @Entity(name = "Memo")
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE, region = "memo")
    @NaturalIdCache(region = "memo")
    static class Memo {
        @Id
        Long id;

        @TenantId
        String tenant;

        @NaturalId
        String title;

        @ElementCollection
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE, region = "memo")
        Set<String> words = new HashSet<>();
    }

    /** Ids are a tenant's own. */
    @Entity(name = "Note")
    @IdClass(NoteId.class)
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE, region = "note")
    static class Note {
        @Id
        long id;

        @Id
        @TenantId
        String tenant;

        String text;
    }

    public static final class Nobody implements CurrentTenantIdentifierResolver<String> {
        @Override
        public String resolveCurrentTenantIdentifier() {
            return "nobody";
        }

        @Override
        public boolean validateExistingCurrentSessions() {
            return false;
        }
    }

    @Test
    @SinceHibernate7 // the tenant is part of the id
    void eachTenantHasKeysOfItsOwn() {
        try (Space space = Space.of(
                node -> node.set("hibernate.tenant_identifier_resolver", Nobody.class.getName()),
                Memo.class,
                Note.class)) {
            inTenant(space, "a b", session -> {
                session.persist(memo(1, "same"));
                session.persist(note("of a"));
            });
            inTenant(space, "@{c}", session -> {
                session.persist(memo(2, "other"));
                session.persist(note("of c"));
            });
            assertThat(space.entryKeys())
                    .containsExactlyInAnyOrder(
                            key("memo", entity("Memo") + ":@a%20b:1"),
                            key("memo", entity("Memo") + "##NaturalId:@a%20b:same"),
                            key("memo", entity("Memo") + ":@@%7Bc%7D:2"),
                            key("memo", entity("Memo") + "##NaturalId:@@%7Bc%7D:other"),
                            key("note", entity("Note") + ":@a%20b:1,a%20b"),
                            key("note", entity("Note") + ":@@%7Bc%7D:1,@%7Bc%7D"));
        }
    }

    @Test
    void nobodySeesAnothersEntry() {
        try (Space space = Space.of(
                node -> node.set("hibernate.tenant_identifier_resolver", Nobody.class.getName()), Memo.class)) {
            inTenant(space, "a", session -> session.persist(memo(1, "secret")));
            Space.awaitClock(space.node());
            inTenant(space, "b", session -> {
                assertThat(session.find(Memo.class, 1L)).isNull();
                assertThat(session.bySimpleNaturalId(Memo.class).load("secret")).isNull();
            });
            long before = space.node().sqlStatements();
            inTenant(space, "a", session -> {
                assertThat(session.find(Memo.class, 1L).title).isEqualTo("secret");
                assertThat(session.bySimpleNaturalId(Memo.class).load("secret")).isNotNull();
            });
            assertThat(space.node().sqlStatements() - before).isZero();
        }
    }

    @Test
    void collectionsToo() {
        try (Space space = Space.of(
                node -> node.set("hibernate.tenant_identifier_resolver", Nobody.class.getName()), Memo.class)) {
            inTenant(space, "a", session -> session.persist(memo(1, "t")));
            Space.awaitClock(space.node());
            inTenant(
                    space,
                    "a",
                    session -> assertThat(session.find(Memo.class, 1L).words).isEmpty());
            assertThat(space.entryKeys()).contains(key("memo", entity("Memo") + ".words:@a:1"));
        }
    }

    private static String entity(String name) {
        return TenantKeysTest.class.getName() + "$" + name;
    }

    private static void inTenant(Space space, String tenant, Consumer<Session> work) {
        try (Session session = space.node()
                .factory()
                .withOptions()
                .tenantIdentifier((Object) tenant)
                .openSession()) {
            session.beginTransaction();
            work.accept(session);
            session.getTransaction().commit();
        }
    }

    private static Memo memo(long id, String title) {
        Memo memo = new Memo();
        memo.id = id;
        memo.title = title;
        return memo;
    }

    private static Note note(String text) {
        Note note = new Note();
        note.id = 1;
        note.text = text;
        return note;
    }
}
