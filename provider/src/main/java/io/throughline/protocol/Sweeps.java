package io.throughline.protocol;

/** Frees the memory of cleared regions slowly, off the caller's thread. Nothing depends on it, because what was cleared is a miss at once. */
@FunctionalInterface
public interface Sweeps {

    /** The region has been cleared. */
    void sweep(RegionAddress region);
}
