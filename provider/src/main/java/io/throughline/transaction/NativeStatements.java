package io.throughline.transaction;

import io.throughline.metrics.CacheMessages;
import java.lang.StackWalker.StackFrame;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Logs where native statements that name no tables are executed. For such a statement Hibernate closes every region, because it cannot know what changes.
 *
 * <p>Hibernate tells a cache neither the statement nor its text; the stack shows where it was executed. Safe for all threads.
 */
public final class NativeStatements {

    /** More places say nothing new. */
    private static final int MOST_PLACES = 20;

    private static final String HIBERNATE = "org.hibernate.";
    /** Packages that may be between an application and Hibernate on the stack. */
    private static final List<String> BETWEEN = List.of(
            HIBERNATE,
            "org.springframework.",
            "io.quarkus.",
            "io.micronaut.",
            "jakarta.",
            "java.",
            "javax.",
            "jdk.",
            "sun.",
            "com.sun.");

    private final IntSupplier regions;
    private final Set<String> said = ConcurrentHashMap.newKeySet();

    /** @param regions how many the mapping has */
    public NativeStatements(IntSupplier regions) {
        this.regions = regions;
    }

    /**
     * The current transaction has closed a region.
     *
     * @param closed how many it has closed by now
     */
    void closed(int closed) {
        if (closed > 1 && closed == regions.getAsInt() && said.size() < MOST_PLACES) {
            String place = StackWalker.getInstance().walk(frames -> place(frames.toList()));
            if (place != null && said.add(place)) {
                CacheMessages.LOG.nativeStatementNamesNoTables(place, closed);
            }
        }
    }

    /** The place that executes a native statement; {@code null} if it is another kind of statement. */
    private static @Nullable String place(List<StackFrame> frames) {
        boolean isNative = false;
        boolean inHibernate = false;
        for (StackFrame frame : frames) {
            String name = frame.getClassName();
            if (name.startsWith(HIBERNATE)) {
                inHibernate = true;
                isNative |= name.contains("Native");
            } else if (inHibernate && BETWEEN.stream().noneMatch(name::startsWith)) {
                return isNative ? frame.toStackTraceElement().toString() : null;
            }
        }
        return isNative ? "somebody" : null;
    }
}
