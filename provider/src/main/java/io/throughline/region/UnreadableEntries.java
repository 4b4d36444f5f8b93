package io.throughline.region;

import io.throughline.codec.ItemCodec;
import io.throughline.codec.UndecodableException;
import io.throughline.metrics.CacheMessages;
import io.throughline.metrics.RegionActivity;
import io.throughline.protocol.Pipeline.EntryRecords;
import io.throughline.protocol.Read;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Counts the reads of a role that were not hits, and logs each reason once. The reasons are few and fixed, so neither the log nor this set
 * grows with what somebody puts into Redis. Safe for all threads.
 */
final class UnreadableEntries {

    private static final String OTHER_FORMAT = "its record, or its region's, has another format";

    private static final String SEALED = "sealed here and not there, or the other way round";

    private final String role;
    private final RegionActivity activity;
    private final Set<Object> said = ConcurrentHashMap.newKeySet();

    UnreadableEntries(String role, RegionActivity activity) {
        this.role = role;
        this.activity = activity;
    }

    /** A read was not a hit; some reasons are logged. */
    void missed(Read.@Nullable Miss miss, ItemCodec codec, EntryRecords records) {
        if (miss == Read.Miss.OTHER_SHAPE && codec.isOtherwiseSealed(records)) {
            otherwiseSealed(codec.seals());
            return;
        }
        activity.count(result(miss));
        if (miss == Read.Miss.OTHER_FORMAT) {
            if (said.add(miss)) {
                CacheMessages.LOG.undecodable(role, OTHER_FORMAT);
            }
        } else if (miss == Read.Miss.OTHER_SHAPE) {
            if (said.add(miss)) {
                CacheMessages.LOG.otherShape(role);
            }
        }
    }

    private void otherwiseSealed(boolean here) {
        activity.count(here ? RegionActivity.Get.UNSEALED : RegionActivity.Get.SEALED);
        if (said.add(SEALED)) {
            if (here) {
                CacheMessages.LOG.unsealed(role);
            } else {
                CacheMessages.LOG.sealed(role);
            }
        }
    }

    private static RegionActivity.Get result(Read.@Nullable Miss miss) {
        if (miss == null) {
            throw new IllegalArgumentException("A hit");
        }
        return switch (miss) {
            case BYPASSED -> RegionActivity.Get.BYPASSED;
            case ABSENT -> RegionActivity.Get.ABSENT;
            case NO_RECORD -> RegionActivity.Get.NO_RECORD;
            case LOCKED -> RegionActivity.Get.LOCKED;
            case CLOSED -> RegionActivity.Get.CLOSED;
            case NEWER -> RegionActivity.Get.NEWER;
            case OTHER_SHAPE -> RegionActivity.Get.OTHER_SHAPE;
            case OTHER_FORMAT -> RegionActivity.Get.OTHER_FORMAT;
        };
    }

    /** A body of the right shape could not be opened or decoded. */
    void undecodable(UndecodableException.Reason reason) {
        if (reason.isOfSeal()) {
            activity.count(RegionActivity.Get.UNOPENED);
            if (said.add(reason)) {
                CacheMessages.LOG.unopened(role, reason.text());
            }
            return;
        }
        activity.count(RegionActivity.Get.UNDECODABLE);
        if (said.add(reason)) {
            CacheMessages.LOG.undecodable(role, reason.text());
        }
    }
}
