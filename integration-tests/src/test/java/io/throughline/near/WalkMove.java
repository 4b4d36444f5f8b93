package io.throughline.near;

/**
 * What may happen next.
 *
 * @param kind of move, alike whoever makes it
 * @param weight how often it is made, to others' 1
 */
record WalkMove(Object who, String kind, double weight, Runnable action) {

    @Override
    public String toString() {
        return who + " " + kind;
    }
}
