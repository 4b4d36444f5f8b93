package io.throughline.region;

/**
 * Why Hibernate asks for a natural id: to find an entity by it, or, having loaded the entity, to see whether it is worth a put. The call is the
 * same; only the caller tells. Not to recognise him costs a round trip, nothing else.
 */
final class NaturalIdQuestion {

    /** Any answer but none makes Hibernate leave the put. */
    static final String PRESENT = "present";

    /** By its name: it is not public in all releases. */
    private static final String CALLER = "org.hibernate.engine.internal.NaturalIdResolutionsImpl";

    private static final StackWalker STACK = StackWalker.getInstance();
    private static final int NEAREST_CALLERS = 8;

    private NaturalIdQuestion() {}

    static boolean isBeforePut() {
        return STACK.walk(frames -> frames.limit(NEAREST_CALLERS)
                .filter(frame -> frame.getClassName().equals(CALLER))
                .findFirst()
                .map(frame -> !frame.getMethodName().startsWith("find"))
                .orElse(false));
    }
}
