package io.throughline.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A session holds numbers; each that has not been resolved is a reference. */
class UnresolvedReferencesTest {

    private static final int MOST = 256;

    private final UnresolvedReferences<Integer> references = new UnresolvedReferences<>();
    private final List<Integer> session = new ArrayList<>();
    private final Set<Integer> resolved = new HashSet<>();
    private long steps;

    private List<Integer> others() {
        return references.others(
                session.size(),
                session,
                reference -> {
                    steps++;
                    return !resolved.contains(reference);
                },
                MOST);
    }

    private void hold(int from, int to) {
        IntStream.range(from, to).forEach(session::add);
    }

    /** One after the other, each with others of its kind. */
    @Test
    void allAreFetchedInSoManyRounds() {
        hold(0, 10_000);
        int rounds = 0;
        for (int reference = 0; reference < 10_000; reference++) {
            if (resolved.add(reference)) {
                rounds++;
                resolved.addAll(others());
            }
        }
        assertThat(rounds).isEqualTo(39); // itself and 256 others
    }

    /** However large the session, and though there is nothing to be fetched with any of them. */
    @Test
    void theCostOfOneDoesNotGrowWithTheSession() {
        for (int size : new int[] {1_000, 10_000, 100_000}) {
            session.clear();
            resolved.clear();
            hold(0, size);
            resolved.addAll(session);
            others();
            steps = 0;
            for (int i = 0; i < 1000; i++) {
                assertThat(others()).isEmpty();
            }
            assertThat(steps).as("of %s", size).isLessThanOrEqualTo(1000L * UnresolvedReferences.STEPS + size);
        }
    }

    @Test
    void thoseThatHaveComeSinceAreFound() {
        hold(0, 5_000);
        resolved.addAll(session);
        assertThat(others()).isEmpty();
        hold(5_000, 10_000);
        List<Integer> found = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            found.addAll(others());
        }
        assertThat(found).contains(5_000, 9_999).allMatch(reference -> reference >= 5_000);
    }

    @Test
    void thoseThatWereFetchedInVainComeAgain() {
        hold(0, 300);
        assertThat(others()).hasSize(256).doesNotContain(299);
        assertThat(others()).hasSize(256).contains(299, 0);
    }
}
