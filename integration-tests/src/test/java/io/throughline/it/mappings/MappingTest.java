package io.throughline.it.mappings;

import io.throughline.it.nodes.Node;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;

/** Some entities on nodes that the tests of one class share. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class MappingTest {

    final Mapped nodes;

    MappingTest(Class<?>... entities) {
        nodes = Mapped.of(this::configured, entities);
    }

    Node.Builder configured(Node.Builder node) {
        return node;
    }

    @AfterAll
    void stop() {
        nodes.close();
    }
}
