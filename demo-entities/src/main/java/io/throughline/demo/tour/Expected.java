package io.throughline.demo.tour;

import java.util.OptionalInt;

/** What a piece of work may cost. */
record Expected(long sql, int fewestRoundTrips, int mostRoundTrips) {

    static Expected exactly(long sql, int roundTrips) {
        return new Expected(sql, roundTrips, roundTrips);
    }

    static Expected atMost(long sql, int roundTrips) {
        return new Expected(sql, 0, roundTrips);
    }

    boolean isMetBy(Cost cost) {
        OptionalInt trips = cost.roundTrips();
        return cost.sql() == sql
                && (trips.isEmpty() || trips.getAsInt() >= fewestRoundTrips && trips.getAsInt() <= mostRoundTrips);
    }

    @Override
    public String toString() {
        return sql + " and " + (fewestRoundTrips == mostRoundTrips ? "" : "at most ") + mostRoundTrips;
    }
}
