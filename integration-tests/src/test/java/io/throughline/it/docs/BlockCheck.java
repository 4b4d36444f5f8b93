package io.throughline.it.docs;

/** Executes or parses blocks of one language. */
interface BlockCheck {

    /** @throws AssertionError if the block is not what it claims to be; other exceptions count as that too */
    void check(Block block) throws Exception;
}
