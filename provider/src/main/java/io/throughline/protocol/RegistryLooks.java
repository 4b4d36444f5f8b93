package io.throughline.protocol;

import org.jspecify.annotations.Nullable;

/** Learns what each heartbeat sees of the registry of the near cache's members. Must not wait. */
public interface RegistryLooks {

    /**
     * @param contact with home ({@link Pipeline#contact}), {@code null} if it was lost meanwhile
     * @param sentAt local nanoseconds, {@link System#nanoTime}
     * @param nonce of the registry, empty if it is missing
     * @param foundSomebody whether it has any member
     */
    void looked(@Nullable Object contact, long sentAt, String nonce, boolean foundSomebody);

    /** Home has not answered. */
    void failed();
}
