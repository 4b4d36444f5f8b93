package io.throughline.it.queries;

/** Results hold rows in full. */
class UpToDateFullTest extends UpToDate {

    UpToDateFullTest() {
        super("FULL");
    }
}
