package io.throughline.it.fuzz;

/** Bodies of entities. */
public final class EntityBodies {

    private EntityBodies() {}

    /** Hibernate's start is no input's time. */
    public static void fuzzerInitialize() {
        FuzzedMapping.start();
    }

    public static void fuzzerTestOneInput(byte[] state) {
        Bodies.tryAll(FuzzedMapping.ENTITIES, state);
    }
}
