package io.throughline.it.mappings;

import io.throughline.it.nodes.Node;
import org.junit.jupiter.api.Nested;

/** The same mappings with Hibernate's structured entries. */
class StructuredEntriesTest {

    private static Node.Builder structured(Node.Builder node) {
        return node.set("hibernate.cache.use_structured_entries", "true");
    }

    @Nested
    class BasicTypes extends BasicTypesTest {
        @Override
        Node.Builder configured(Node.Builder node) {
            return structured(node);
        }
    }

    @Nested
    class Inheritance extends InheritanceTest {
        @Override
        Node.Builder configured(Node.Builder node) {
            return structured(node);
        }
    }

    @Nested
    class Collections extends CollectionsTest {
        @Override
        Node.Builder configured(Node.Builder node) {
            return structured(node);
        }
    }

    @Nested
    class Embeddables extends EmbeddablesTest {
        @Override
        Node.Builder configured(Node.Builder node) {
            return structured(node);
        }
    }

    @Nested
    class Ids extends IdsTest {
        @Override
        Node.Builder configured(Node.Builder node) {
            return structured(node);
        }
    }

    @Nested
    class Associations extends AssociationsTest {
        @Override
        Node.Builder configured(Node.Builder node) {
            return structured(node);
        }
    }

    @Nested
    class Versions extends VersionsTest {
        @Override
        Node.Builder configured(Node.Builder node) {
            return structured(node);
        }
    }
}
