package io.throughline.it.comparison;

/** Entities of query results with all their attributes. */
class FullQueryResultsTest extends QueryResultsTest {

    FullQueryResultsTest() {
        super("FULL");
    }

    @Override
    void entities(Repeated repeated) {
        repeated.first().is("sql 1; default-query-results-region miss 1 put 1; entities loaded 2; queries 1");
        repeated.second().is("default-query-results-region hit 1; timestamps hit 1");
    }

    @Override
    void entitiesThatAreNotCachedAnyMore(Observed observed) {
        observed.is("default-query-results-region hit 1; timestamps hit 1");
    }

    @Override
    void joinFetched(Repeated repeated) {
        repeated.first().is("sql 1; default-query-results-region miss 1 put 1; entities loaded 3; queries 1");
        repeated.second().is("default-query-results-region hit 1; timestamps hit 2");
    }

    @Override
    void joinFetchedCollections(Repeated repeated) {
        repeated.first()
                .is(
                        "sql 1; Maker.things put 1; default-query-results-region miss 1 put 1; entities loaded 2; collections loaded 1; queries 1");
        repeated.second().is("default-query-results-region hit 1; timestamps hit 2; collections loaded 1");
    }

    @Override
    void severalEntities(Repeated repeated) {
        repeated.first().is("sql 1; default-query-results-region miss 1 put 1; entities loaded 2; queries 1");
        repeated.second().is("default-query-results-region hit 1; timestamps hit 2");
    }

    @Override
    void entitiesAndScalars(Repeated repeated) {
        repeated.first().is("sql 1; default-query-results-region miss 1 put 1; entities loaded 2; queries 1");
        repeated.second().is("default-query-results-region hit 1; timestamps hit 1");
    }

    @Override
    void byNativeQuery(Repeated repeated) {
        repeated.first().is("sql 1; default-query-results-region miss 1 put 1; entities loaded 2; queries 1");
        repeated.second()
                .is(
                        "sql 1; default-query-results-region miss 1 put 1; timestamps hit 1; entities loaded 2; queries 1",
                        Difference.NATIVE_RESULTS_ARE_HITS,
                        "default-query-results-region hit 1; timestamps hit 1");
    }
}
