package io.throughline.it.mappings;

/** An enum, one of whose constants has a class of its own. */
enum Suit {
    CLUBS,
    HEARTS {
        @Override
        boolean isRed() {
            return true;
        }
    };

    boolean isRed() {
        return false;
    }
}
