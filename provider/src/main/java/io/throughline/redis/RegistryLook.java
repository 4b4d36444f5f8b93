package io.throughline.redis;

import io.throughline.protocol.NearAddress;
import io.throughline.protocol.RegistryLooks;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Looks with each heartbeat to home whether any node keeps a near cache. */
final class RegistryLook {

    private static final List<String> FIELDS = List.of("%nonce", "%members"); // join.lua

    private static final String NONE = "0";

    private final String registryKey;
    private final Masters masters;
    private final RegistryLooks looks;

    RegistryLook(NearAddress near, Masters masters, RegistryLooks looks) {
        this.registryKey = near.registryKey();
        this.masters = masters;
        this.looks = looks;
    }

    /** What was requested from home. */
    record Asked(CompletableFuture<List<Object>> fields, long sentAt) {}

    /** @return {@code null} if the master is not home */
    @Nullable
    Asked ask(Master master, MasterBatch batch) {
        return masters.of(registryKey) == master
                ? new Asked(batch.getFields(registryKey, FIELDS), System.nanoTime())
                : null;
    }

    /** @param contact with home since then, {@code null} if it was lost meanwhile */
    void answered(Asked asked, @Nullable Object contact) {
        List<Object> fields = asked.fields().join();
        Object nonce = fields.get(0);
        boolean somebody = nonce != null && !NONE.equals(fields.get(1));
        looks.looked(contact, asked.sentAt(), nonce == null ? "" : nonce.toString(), somebody);
    }

    void failed() {
        looks.failed();
    }
}
