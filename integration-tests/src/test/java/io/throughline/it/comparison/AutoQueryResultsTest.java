package io.throughline.it.comparison;

/** Entities of query results by the mapping: with all attributes if they are not cached. */
class AutoQueryResultsTest extends QueryResultsTest {

    AutoQueryResultsTest() {
        super("AUTO");
    }

    @Override
    void entities(Repeated repeated) {
        repeated.first().is("sql 1; default-query-results-region miss 1 put 1; entities loaded 2; queries 1");
        repeated.second().is("Thing hit 2; default-query-results-region hit 1; timestamps hit 1");
    }

    @Override
    void entitiesThatAreNotCachedAnyMore(Observed observed) {
        observed.is(
                "sql 1; Thing hit 1 miss 1 put 1; default-query-results-region hit 1; timestamps hit 1; entities loaded 1 fetched 1");
    }

    @Override
    void joinFetched(Repeated repeated) {
        repeated.first().is("sql 1; default-query-results-region miss 1 put 1; entities loaded 3; queries 1");
        repeated.second().is("Maker hit 1; Thing hit 2; default-query-results-region hit 1; timestamps hit 2");
    }

    @Override
    void joinFetchedCollections(Repeated repeated) {
        repeated.first()
                .is(
                        "sql 1; Maker.things put 1; default-query-results-region miss 1 put 1; entities loaded 2; collections loaded 1; queries 1");
        repeated.second()
                .is(
                        "Maker hit 1; Maker.things hit 1; Thing hit 1; default-query-results-region hit 1; timestamps hit 2");
    }

    @Override
    void severalEntities(Repeated repeated) {
        repeated.first().is("sql 1; default-query-results-region miss 1 put 1; entities loaded 2; queries 1");
        repeated.second().is("Maker hit 1; Thing hit 1; default-query-results-region hit 1; timestamps hit 2");
    }

    @Override
    void entitiesAndScalars(Repeated repeated) {
        repeated.first().is("sql 1; default-query-results-region miss 1 put 1; entities loaded 2; queries 1");
        repeated.second().is("Thing hit 2; default-query-results-region hit 1; timestamps hit 1");
    }

    @Override
    void byNativeQuery(Repeated repeated) {
        repeated.first().is("sql 1; default-query-results-region miss 1 put 1; entities loaded 2; queries 1");
        repeated.second()
                .is(
                        "sql 1; default-query-results-region miss 1 put 1; timestamps hit 1; entities loaded 2; queries 1",
                        Difference.NATIVE_RESULTS_ARE_HITS,
                        "Thing hit 2; default-query-results-region hit 1; timestamps hit 1");
    }
}
