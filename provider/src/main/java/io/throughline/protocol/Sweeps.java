package io.throughline.protocol;

/** Frees the memory of regions that were cleared, off the caller's thread and in no hurry. Nothing depends on it: what was cleared is a miss at once. */
@FunctionalInterface
public interface Sweeps {

    /** The region has been cleared. */
    void sweep(RegionAddress region);
}
