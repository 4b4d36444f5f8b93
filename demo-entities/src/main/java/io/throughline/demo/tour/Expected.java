package io.throughline.demo.tour;

import java.util.OptionalInt;

/** What a piece of work should cost. */
record Expected(long sql, int roundTrips) {

    static Expected exactly(long sql, int roundTrips) {
        return new Expected(sql, roundTrips);
    }

    /** Round trips that could not be counted are not held against it. */
    boolean isMetBy(Cost cost) {
        OptionalInt trips = cost.roundTrips();
        return cost.sql() == sql && (trips.isEmpty() || trips.getAsInt() == roundTrips);
    }

    @Override
    public String toString() {
        return sql + " and " + roundTrips;
    }
}
