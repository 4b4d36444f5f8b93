package io.throughline.redis;

import io.throughline.protocol.NearAddress;
import io.throughline.protocol.RegistryLooks;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Looks, with each heartbeat that goes to home, whether anybody keeps a near cache. */
final class RegistryLook {

    private static final String NONCE = "%nonce"; // join.lua

    private final String registryKey;
    private final Masters masters;
    private final RegistryLooks looks;

    RegistryLook(NearAddress near, Masters masters, RegistryLooks looks) {
        this.registryKey = near.registryKey();
        this.masters = masters;
        this.looks = looks;
    }

    /** What home was asked. */
    record Asked(CompletableFuture<List<Object>> nonce, CompletableFuture<Integer> fields, long sentAt) {}

    /** @return {@code null} if the master is not home */
    @Nullable
    Asked ask(Master master, MasterBatch batch) {
        return masters.of(registryKey) == master
                ? new Asked(
                        batch.getFields(registryKey, List.of(NONCE)), batch.countFields(registryKey), System.nanoTime())
                : null;
    }

    /** @param contact with home since then, {@code null} if it was lost meanwhile */
    void answered(Asked asked, @Nullable Object contact) {
        Object nonce = asked.nonce().join().get(0);
        looks.looked(
                contact,
                asked.sentAt(),
                nonce == null ? "" : nonce.toString(),
                nonce != null && asked.fields().join() > 1);
    }

    void failed(Asked asked) {
        looks.failed(asked.sentAt());
    }
}
