package io.throughline.region;

/**
 * Why Hibernate asks for a natural id: to find an entity by it, or, if it already has the entity, to see whether a put is worthwhile. The call is the
 * same; only the callers on the stack differ. If they are not recognised, it costs a round trip and nothing else.
 */
enum NaturalIdQuestion {
    FIND,

    /** The row was read from the database. */
    BEFORE_PUT_OF_A_ROW,

    /** The entity was found by its id, in the cache or in the database. */
    BEFORE_PUT_OF_AN_ENTITY;

    /** Any answer makes Hibernate skip the put. */
    static final String PRESENT = "present";

    // by name, because they are not public in all releases
    private static final String ASKS = "org.hibernate.engine.internal.NaturalIdResolutionsImpl";
    private static final String FOUND_BY_ID = "org.hibernate.event.internal.DefaultLoadEventListener";

    private static final StackWalker STACK = StackWalker.getInstance();
    private static final int NEAREST_CALLERS = 8;

    /** To be called by the method that Hibernate asks. */
    static NaturalIdQuestion asked() {
        return STACK.walk(frames -> {
            var callers = frames.iterator();
            for (int i = 0; i < NEAREST_CALLERS && callers.hasNext(); i++) {
                StackWalker.StackFrame caller = callers.next();
                if (caller.getClassName().equals(ASKS)) {
                    if (caller.getMethodName().startsWith("find")) {
                        return FIND;
                    }
                    while (caller.getClassName().startsWith(ASKS) && callers.hasNext()) {
                        caller = callers.next();
                    }
                    return caller.getClassName().equals(FOUND_BY_ID) ? BEFORE_PUT_OF_AN_ENTITY : BEFORE_PUT_OF_A_ROW;
                }
            }
            return FIND;
        });
    }
}
