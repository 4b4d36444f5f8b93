package io.throughline.it.mappings;

import io.throughline.it.nodes.Node;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import java.util.HashSet;
import java.util.Set;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.annotations.TenantId;
import org.hibernate.context.spi.CurrentTenantIdentifierResolver;
import org.junit.jupiter.api.Test;

/** Tenants told apart by a column: the life of a row in one of them. */
public class TenantsTest extends MappingTest {

    @Entity(name = "Note")
    static class Note extends Row {
        @TenantId
        String tenant;

        String text;

        @ElementCollection
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Set<String> words = new HashSet<>();
    }

    /** Everybody is of this tenant. */
    public static final class OneTenant implements CurrentTenantIdentifierResolver<String> {
        @Override
        public String resolveCurrentTenantIdentifier() {
            return "a {b}: ü";
        }

        @Override
        public boolean validateExistingCurrentSessions() {
            return true;
        }
    }

    TenantsTest() {
        super(Note.class);
    }

    @Override
    Node.Builder configured(Node.Builder node) {
        return node.set("hibernate.tenant_identifier_resolver", OneTenant.class.getName());
    }

    @Test
    void byAColumn() {
        Note note = new Note();
        note.id = 1L;
        nodes.row(Note.class, 1L)
                .inserted(note)
                .updated(row -> row.text = "t")
                .updated(row -> row.words.add("w"))
                .updated(row -> row.text = null)
                .deleted();
    }
}
