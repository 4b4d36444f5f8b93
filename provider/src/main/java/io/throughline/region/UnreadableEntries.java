package io.throughline.region;

import io.throughline.codec.UndecodableException;
import io.throughline.metrics.CacheActivity;
import io.throughline.metrics.CacheActivity.Event;
import io.throughline.metrics.CacheMessages;
import io.throughline.protocol.Read;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Counts what a role's reads come by in Redis and cannot use, and says each reason once. The reasons are few and fixed, so that neither the log nor this
 * grows with what somebody puts there. Safe for all threads.
 */
final class UnreadableEntries {

    private static final String OTHER_FORMAT = "its record, or its stripe's, is of another format";

    private final String role;
    private final CacheActivity activity;
    private final Set<Object> said = ConcurrentHashMap.newKeySet();

    UnreadableEntries(String role, CacheActivity activity) {
        this.role = role;
        this.activity = activity;
    }

    /** A read was no hit: some reasons are worth a word. */
    void missed(Read.@Nullable Miss miss) {
        if (miss == Read.Miss.OTHER_FORMAT) {
            activity.count(Event.UNDECODABLE);
            if (said.add(miss)) {
                CacheMessages.LOG.undecodable(role, OTHER_FORMAT);
            }
        } else if (miss == Read.Miss.OTHER_SHAPE) {
            activity.count(Event.OTHER_SHAPE);
            if (said.add(miss)) {
                CacheMessages.LOG.otherShape(role);
            }
        }
    }

    /** A body of the right shape did not decode. */
    void undecodable(UndecodableException.Reason reason) {
        activity.count(Event.UNDECODABLE);
        if (said.add(reason)) {
            CacheMessages.LOG.undecodable(role, reason.text());
        }
    }
}
