package io.throughline.transaction;

import io.throughline.near.Named;
import io.throughline.protocol.EntryAddress;
import io.throughline.protocol.RegionAddress;
import io.throughline.protocol.SpaceAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Calls members after the fact, because something that they keep near was removed or replaced although no LOCK has protected it since before the
 * commit. If the members cannot be called, the operation is owed.
 *
 * <p>Belongs to one thread at a time.
 */
final class CallsAfter {

    private final CacheServices services;
    private final Named named = new Named();
    private final List<Runnable> owe = new ArrayList<>();

    CallsAfter(CacheServices services) {
        this.services = services;
    }

    /** @param ifNotCalled what to do if the members that keep it near cannot be called */
    void add(EntryAddress address, Runnable ifNotCalled) {
        named.entry(address);
        owe.add(ifNotCalled);
    }

    void add(RegionAddress region, Runnable ifNotCalled) {
        named.region(region);
        owe.add(ifNotCalled);
    }

    void add(SpaceAddress space, Runnable ifNotCalled) {
        named.space(space);
        owe.add(ifNotCalled);
    }

    /** Calls, and waits for the words. Never throws. */
    void run() {
        if (named.isEmpty()) {
            return;
        }
        String why = services.near().callNow(named);
        if (why != null) {
            notCalled(why);
        }
    }

    /** The same without waiting. */
    CompletionStage<Void> send() {
        return services.near().call(named).handle((ignored, failure) -> {
            if (failure != null) {
                notCalled(String.valueOf(failure.getMessage()));
            }
            return null;
        });
    }

    private void notCalled(String why) {
        services.activity().redisFailed();
        owe.forEach(Runnable::run);
        services.outageLog().notSettled(owe.size(), why);
    }
}
