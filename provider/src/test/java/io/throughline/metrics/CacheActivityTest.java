package io.throughline.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CacheActivityTest {

    private final List<String> told = new ArrayList<>();

    /** A meter registry of the application's may throw: a commit has more to do afterwards. */
    @Test
    void aListenerThatThrowsKeepsNobodyFromAnything() {
        CacheActivity activity = new CacheActivity();
        activity.add(new Listener() {
            @Override
            public void transaction(int roundTrips) {
                throw new IllegalStateException("broken");
            }

            @Override
            public void pipeline(Phase phase, int calls, long nanos) {
                throw new IllegalStateException("broken");
            }

            @Override
            public void waitedForWords(long nanos) {
                throw new IllegalStateException("broken");
            }
        });
        activity.add(new Listener());
        activity.pipeline(ActivityListener.Phase.LOCK, 3, 1);
        activity.transaction(2);
        activity.near().waitedForWords(7);
        assertThat(told).containsExactly("LOCK of 3", "2 round trips", "7 ns for words");
        assertThat(activity.near().nanosWaited()).isEqualTo(7);
    }

    private class Listener implements ActivityListener {

        @Override
        public void region(RegionActivity region) {
            told.add("region " + region);
        }

        @Override
        public void master(MasterFigures master) {
            told.add("master " + master);
        }

        @Override
        public void pipeline(Phase phase, int calls, long nanos) {
            told.add(phase + " of " + calls);
        }

        @Override
        public void transaction(int roundTrips) {
            told.add(roundTrips + " round trips");
        }

        @Override
        public void waitedForWords(long nanos) {
            told.add(nanos + " ns for words");
        }
    }
}
