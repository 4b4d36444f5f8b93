package io.throughline.it.queries;

/** Results hold rows of ids where they can. */
class UpToDateShallowTest extends UpToDate {

    UpToDateShallowTest() {
        super("SHALLOW");
    }
}
