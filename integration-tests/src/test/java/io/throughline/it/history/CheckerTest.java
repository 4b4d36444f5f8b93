package io.throughline.it.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.history.Write.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Histories made by hand: the times are the test's own. */
class CheckerTest {

    private boolean locked = true;
    private final List<Read> reads = new ArrayList<>();
    private final List<Write> writes = new ArrayList<>();
    private final Map<String, List<Committed>> committed = new HashMap<>();
    private final Map<String, String> last = new HashMap<>();

    CheckerTest() {
        acknowledged("first", 0, 1, "x", "y");
    }

    private Findings check() {
        return Checker.check(new History(reads, List.of(), writes, committed, last));
    }

    private void write(String transaction, long begun, long ended, Outcome outcome, String... registers) {
        writes.add(new Write(transaction, "update", List.of(registers), begun, begun, ended, outcome, locked, ""));
    }

    private void committed(String transaction, boolean present, String... registers) {
        for (String register : registers) {
            List<Committed> states = committed.computeIfAbsent(register, r -> new ArrayList<>());
            states.add(new Committed(register, states.size() + 1, transaction, present));
            last.put(register, transaction);
            if (!present) {
                last.remove(register);
            }
        }
    }

    private void acknowledged(String transaction, long begun, long ended, String... registers) {
        write(transaction, begun, ended, Outcome.ACKNOWLEDGED, registers);
        committed(transaction, true, registers);
    }

    private void deleted(String transaction, long begun, long ended, String register) {
        write(transaction, begun, ended, Outcome.ACKNOWLEDGED, register);
        committed(transaction, false, register);
    }

    private void read(String register, long since, long end, String mark) {
        reads.add(new Read("reader", "find", register, since, since, end, true, mark));
    }

    private void nothingIsFound() {
        Findings findings = check();
        assertThat(findings.stale()).isEmpty();
        assertThat(findings.lost()).isEmpty();
        assertThat(findings.impossible()).isEmpty();
    }

    private void onlyTheLastReadIsStale() {
        Findings findings = check();
        assertThat(findings.stale()).extracting(StaleRead::read).containsExactly(reads.get(reads.size() - 1));
        assertThat(findings.lost()).isEmpty();
        assertThat(findings.impossible()).isEmpty();
    }

    @Test
    void theNewStateAfterTheCommitIsAllowed() {
        acknowledged("second", 10, 20, "x");
        read("x", 21, 22, "second");
        nothingIsFound();
    }

    @Test
    void theOldStateAfterTheCommitIsStale() {
        acknowledged("second", 10, 20, "x");
        read("x", 21, 22, "first");
        onlyTheLastReadIsStale();
        assertThat(check().stale().get(0).nanosLate()).isEqualTo(1);
    }

    @Test
    void theOldStateInASessionThatBeganBeforeTheCommitReturnedIsAllowed() {
        acknowledged("second", 10, 20, "x");
        read("x", 19, 40, "first");
        read("x", 20, 40, "first");
        nothingIsFound();
    }

    @Test
    void theNewStateBeforeTheCommitReturnedIsAllowed() {
        acknowledged("second", 10, 20, "x");
        read("x", 11, 12, "second");
        nothingIsFound();
    }

    @Test
    void ofTwoReadsWhileTheCommitIsUnderWayTheLaterIsNotOlder() {
        acknowledged("second", 10, 30, "x");
        read("x", 11, 15, "second");
        read("x", 16, 18, "first");
        onlyTheLastReadIsStale();
    }

    @Test
    void ofTwoReadsAtATimeEitherMayBeOlder() {
        acknowledged("second", 10, 30, "x");
        read("x", 11, 16, "second");
        read("x", 15, 20, "first");
        nothingIsFound();
    }

    @Test
    void whatOneTransactionWroteTurnsNewTogether() {
        acknowledged("second", 10, 30, "x", "y");
        read("x", 11, 15, "second");
        read("y", 16, 18, "first");
        onlyTheLastReadIsStale();
    }

    @Test
    void aCommitWithoutLocksIsAReason() {
        acknowledged("second", 10, 20, "x");
        read("x", 21, 22, "first");
        assertThat(check().stale())
                .extracting(StaleRead::afterCommitWithoutLocks)
                .containsExactly(false);
        locked = false;
        acknowledged("third", 30, 40, "x");
        read("x", 41, 42, "second");
        locked = true;
        acknowledged("fourth", 50, 60, "x");
        read("x", 61, 62, "second");
        read("x", 61, 62, "third");
        assertThat(check().stale())
                .extracting(StaleRead::afterCommitWithoutLocks)
                .containsExactly(false, true, true, false);
    }

    @Test
    void theLatenessIsThatOfTheFirstNewerState() {
        acknowledged("second", 10, 20, "x");
        acknowledged("third", 30, 40, "x");
        read("x", 50, 60, "first");
        assertThat(check().stale().get(0).nanosLate()).isEqualTo(30);
        assertThat(check().stale().get(0).explanation()).contains("state 1 of x", "state 3 was known");
    }

    @Test
    void anUnknownOutcomeMayHaveHappened() {
        write("second", 10, 0, Outcome.UNKNOWN, "x");
        committed("second", true, "x");
        read("x", 30, 31, "first");
        read("x", 32, 33, "second");
        read("x", 34, 35, "second");
        nothingIsFound();
    }

    @Test
    void anUnknownOutcomeThatSomebodyHasSeenHappened() {
        write("second", 10, 0, Outcome.UNKNOWN, "x");
        committed("second", true, "x");
        read("x", 30, 31, "second");
        read("x", 32, 33, "first");
        onlyTheLastReadIsStale();
    }

    @Test
    void anUnknownOutcomeThatALaterWriteFollowedHappened() {
        write("second", 10, 0, Outcome.UNKNOWN, "x");
        committed("second", true, "x");
        acknowledged("third", 30, 40, "x");
        read("x", 50, 51, "second");
        onlyTheLastReadIsStale();
    }

    @Test
    void anUnknownOutcomeThatDidNotHappenIsNeverSeen() {
        write("second", 10, 0, Outcome.UNKNOWN, "x");
        nothingIsFound();
        read("x", 30, 31, "second");
        assertThat(check().impossible()).singleElement().asString().contains("second", "nobody had committed");
    }

    @Test
    void aCommitThatFailedMayHaveHappened() {
        write("second", 10, 20, Outcome.FAILED, "x");
        committed("second", true, "x");
        read("x", 30, 31, "first");
        read("x", 32, 33, "second");
        nothingIsFound();
    }

    @Test
    void whatWasRolledBackIsNeverSeen() {
        write("second", 10, 20, Outcome.ROLLED_BACK, "x");
        nothingIsFound();
        read("x", 11, 12, "second");
        assertThat(check().impossible()).hasSize(1);
    }

    @Test
    void whatWasRolledBackIsNotInTheDatabase() {
        write("second", 10, 20, Outcome.ROLLED_BACK, "x");
        committed("second", true, "x");
        assertThat(check().impossible()).singleElement().asString().contains("rolled back");
    }

    @Test
    void nothingIsReadBeforeItIsWritten() {
        acknowledged("second", 10, 20, "x");
        read("x", 5, 9, "second");
        assertThat(check().impossible()).hasSize(1);
    }

    @Test
    void anAcknowledgedWriteThatTheDatabaseDoesNotHaveIsLost() {
        write("second", 10, 20, Outcome.ACKNOWLEDGED, "x");
        assertThat(check().lost()).singleElement().asString().contains("second", "not in the database");
    }

    @Test
    void aWriteIsLostIfTheRowHoldsAnotherInTheEnd() {
        acknowledged("second", 10, 20, "x");
        last.put("x", "first");
        assertThat(check().lost()).singleElement().asString().contains("x holds what first wrote");
    }

    @Test
    void aDeletionIsLostIfTheRowIsThereInTheEnd() {
        deleted("second", 10, 20, "x");
        last.put("x", "first");
        assertThat(check().lost()).hasSize(1);
    }

    @Test
    void aRowIsStaleAfterItsDeletion() {
        deleted("second", 10, 20, "x");
        read("x", 21, 22, null);
        read("x", 23, 24, "first");
        onlyTheLastReadIsStale();
    }

    @Test
    void noRowIsStaleAfterItsInsertion() {
        deleted("second", 10, 20, "x");
        acknowledged("third", 30, 40, "x");
        read("x", 39, 50, null);
        read("x", 41, 50, null);
        onlyTheLastReadIsStale();
    }

    @Test
    void noRowMayBeDueToTheLastOfSeveralDeletions() {
        deleted("second", 10, 20, "x");
        acknowledged("third", 30, 40, "x");
        deleted("fourth", 50, 60, "x");
        read("x", 45, 51, null);
        nothingIsFound();
        read("x", 45, 49, null);
        onlyTheLastReadIsStale();
    }

    @Test
    void noRowWhereNoneWasDeletedIsImpossible() {
        read("x", 5, 6, null);
        assertThat(check().impossible()).hasSize(1);
    }
}
