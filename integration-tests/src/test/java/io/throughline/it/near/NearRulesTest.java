package io.throughline.it.near;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.it.model.Counter;
import io.throughline.it.nodes.Counters;
import io.throughline.it.nodes.Node;
import io.throughline.it.nodes.Nodes;
import io.throughline.it.relay.Command;
import io.throughline.it.relay.Stall;
import io.throughline.it.settings.Space;
import io.throughline.protocol.Scripts;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * For each rule of near.py, a history on real nodes in which the rule is needed: nothing is stale with the rule, and something is without it. A rule
 * is taken out by an altered script, or by what happens to commands on their way. Without its rule a history is always stale, and not only sometimes,
 * because the leases are long.
 */
@Timeout(120)
class NearRulesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long OLD = 1;
    private static final long NEW = 2;
    private static final long NEWER = 3;

    private static final String SHORT = "1s";

    // wait

    @Test
    void aCommitWaitsForTheWord() {
        try (RuleNodes nodes = new RuleNodes(
                        RuleNodes.LONG,
                        command -> command,
                        writer -> writer.set("hibernate.cache.redis.command_timeout", "30s"));
                Stall word = nodes.membersRelay().stall(RuleNodes.words())) {
            CompletableFuture<Void> commit = CompletableFuture.runAsync(() -> Counters.write(nodes.writer(), NEW));
            word.awaitStalled(PATIENCE);
            assertThat(commit).isNotDone();
            word.release();
            commit.join();
            assertThat(nodes.amount()).isEqualTo(NEW);
            assertThat(Members.activity(nodes.writer()).expulsions()).isZero();
            assertThat(Members.activity(nodes.writer()).waits()).isPositive();
        }
    }

    /** Its lease is over then, though it goes on renewing. */
    @Test
    void whoDoesNotGiveItIsExpelledAndItsLeaseWaitedFor() {
        try (RuleNodes nodes = new RuleNodes(SHORT).loseCalls()) {
            String before = nodes.memberId();
            assertThat(nodes.afterCommit(NEW)).isEqualTo(NEW);
            assertThat(Members.activity(nodes.writer()).expulsions()).isEqualTo(1);
            nodes.keepNear();
            assertThat(nodes.amount()).isEqualTo(NEW);
            assertThat(nodes.memberId()).as("it has joined anew").isNotEqualTo(before);
            Nodes.await(() -> nodes.members('X').isEmpty());
        }
    }

    @Test
    void withoutTheWaitItIsStale() {
        try (RuleNodes nodes = new RuleNodes(RuleNodes.LONG)
                .alter(scripts -> scripts.in("call", "return reply\n", "return { reply[1] }\n"))
                .loseCalls()) {
            assertThat(nodes.afterCommit(NEW)).isEqualTo(OLD);
        }
    }

    // expel

    /** The writer waits for the lease, but the member renews it. */
    @Test
    void withoutTheExpulsionItIsStale() {
        try (RuleNodes nodes = new RuleNodes("2s")
                .alter(scripts -> scripts.in("expel", "== 'M' then", "== 'never' then"))
                .loseCalls()) {
            assertThat(nodes.afterCommit(NEW)).isEqualTo(OLD);
            assertThat(Members.activity(nodes.writer()).expulsions()).isEqualTo(1);
        }
    }

    // marked

    @Test
    void whoWasExpelledByAnotherIsWaitedForToo() {
        try (RuleNodes nodes = new RuleNodes(SHORT)) {
            nodes.forbidRenewals(); // it does not find out
            nodes.expelMember();
            assertThat(nodes.afterCommit(NEW)).isEqualTo(NEW);
            assertThat(Members.activity(nodes.writer()).expulsions()).isZero();
        }
    }

    @Test
    void withoutTheMarkItIsStale() {
        try (RuleNodes nodes = new RuleNodes(RuleNodes.LONG)
                .alter(scripts -> scripts.in(
                        "call", "if states[i] then", "if states[i] and string.sub(states[i], 1, 1) == 'M' then"))) {
            nodes.forbidRenewals();
            nodes.expelMember();
            assertThat(nodes.afterCommit(NEW)).isEqualTo(OLD);
        }
    }

    // lease

    @Test
    void whoIsCutOffStopsWithItsLease() {
        try (RuleNodes nodes = new RuleNodes(SHORT)) {
            nodes.membersRelay().refuse();
            Counters.write(nodes.writer(), NEW);
            assertThat(Members.activity(nodes.member()).holdsLease()).isFalse();
            nodes.membersRelay().accept();
            Nodes.await(() -> Members.activity(nodes.member()).holdsLease());
            assertThat(nodes.amount()).isEqualTo(NEW);
            nodes.keepNear();
            assertThat(nodes.amount()).isEqualTo(NEW);
        }
    }

    @Test
    void soDoesWhoIsOnlyNotAnswered() {
        try (RuleNodes nodes = new RuleNodes(SHORT).loseCalls()) {
            nodes.forbidRenewals();
            assertThat(nodes.afterCommit(NEW)).isEqualTo(NEW);
        }
    }

    /** It answers for longer than it has told others. */
    @Test
    void withoutTheEndOfTheLeaseItIsStale() {
        try (RuleNodes nodes = new RuleNodes(RuleNodes.LONG, RuleNodes.tells("10"), writer -> writer).loseCalls()) {
            nodes.forbidRenewals();
            assertThat(nodes.afterCommit(NEW)).isEqualTo(OLD);
        }
    }

    // guard

    /** The key is called while what the member reads of it is on its way. */
    private static long amountAfterAReadThatWasUnderWay(RuleNodes nodes) {
        assertThat(nodes.afterCommit(NEW)).isEqualTo(NEW); // in Redis, and near no more
        Nodes.awaitClocks(nodes.member());
        try (Stall read = nodes.membersRelay().stallReply(Command.named("MGET"))) {
            CompletableFuture<Long> reading = CompletableFuture.supplyAsync(nodes::amount);
            read.awaitStalled(PATIENCE);
            Counters.write(nodes.writer(), NEWER);
            read.release();
            assertThat(reading.join()).isEqualTo(NEW);
        }
        return nodes.amount();
    }

    @Test
    void whatWasOnItsWayWhenItsKeyWasCalledIsNotKept() {
        try (RuleNodes nodes = RuleNodes.unshared(RuleNodes.LONG)) {
            assertThat(amountAfterAReadThatWasUnderWay(nodes)).isEqualTo(NEWER);
            assertThat(Members.activity(nodes.writer()).expulsions()).isZero();
        }
    }

    /** The key is called while the reply to the SETTLE with which the member has stored it is on its way. */
    @Test
    void norWhatWasStoredBeforeItsKeyWasCalled() {
        // it writes itself, and has to know the registry for a lease first
        try (RuleNodes nodes = RuleNodes.unshared("3s")) {
            Nodes.awaitClocks(nodes.member());
            try (Stall settle = nodes.membersRelay()
                    .stallReply(command -> command.runs(Scripts.shipped().settle()))) {
                CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> Counters.write(nodes.member(), NEW));
                settle.awaitStalled(PATIENCE);
                Counters.write(nodes.writer(), NEWER);
                settle.release();
                writing.join();
            }
            Nodes.awaitClocks(nodes.member());
            assertThat(nodes.amount()).isEqualTo(NEWER);
            assertThat(Members.activity(nodes.writer()).expulsions()).isZero();
        }
    }

    /** The member hears of another key, and gives its word. */
    @Test
    void withoutTheGuardItIsStale() {
        try (RuleNodes nodes = new RuleNodes(RuleNodes.LONG)) {
            assertThat(nodes.afterCommit(NEWER)).isEqualTo(NEWER);
            nodes.keepNear();
            nodes.forgeCalls(message -> message[message.length - 1] ^= 1);
            assertThat(nodes.afterCommit(NEW)).isEqualTo(NEWER);
        }
    }

    // nofill

    private static final int DEADLINE_AT = 26; // behind version, kind, node, number

    /** In a cluster, where LOCK may come after CALL, it says so. */
    @Test
    void nothingIsKeptThatIsReadBeforeTheDeadlineOfACall() {
        try (RuleNodes nodes = new RuleNodes(RuleNodes.LONG)) {
            long later = nodes.redis().micros() + 600_000_000;
            nodes.forgeCalls(message -> ByteBuffer.wrap(message).putLong(DEADLINE_AT, later));
            assertThat(nodes.afterCommit(NEW)).isEqualTo(NEW);
            Nodes.await(() -> Counters.isHit(nodes.member()));
            assertThat(Counters.isHit(nodes.member())).isTrue();
            assertThat(nodes.isNear()).isFalse();
        }
    }

    @Test
    void afterItItIs() {
        try (RuleNodes nodes = new RuleNodes(RuleNodes.LONG)) {
            long now = nodes.redis().micros();
            nodes.forgeCalls(message -> ByteBuffer.wrap(message).putLong(DEADLINE_AT, now));
            assertThat(nodes.afterCommit(NEW)).isEqualTo(NEW);
            nodes.keepNear();
            assertThat(nodes.amount()).isEqualTo(NEW);
        }
    }

    // anew

    @Test
    void whoJoinsAnewHasNothingOfBefore() {
        try (RuleNodes nodes = new RuleNodes(SHORT)) {
            assertThat(nodes.isNear()).isTrue();
            String before = nodes.memberId();
            nodes.expelMember();
            Nodes.await(() -> !nodes.members('M').isEmpty()
                    && Members.activity(nodes.member()).holdsLease());
            assertThat(nodes.memberId()).isNotEqualTo(before);
            assertThat(nodes.isNear()).isFalse();
            nodes.keepNear();
        }
    }

    // join, nobody

    /** With the times of the product: others may still be about to lock what they have called nobody for. */
    @Test
    void whoHasJustJoinedKeepsNothing() {
        try (RuleNodes nodes = new RuleNodes(RuleNodes.LONG);
                Node fresh = Members.joined(Members.near(Members.another(Counter.class))
                        .set("hibernate.cache.region.factory_class", "redis")
                        .start())) {
            Nodes.await(() -> Counters.isHit(fresh));
            assertThat(Counters.isHit(fresh)).isTrue();
            assertThat(Members.activity(fresh).entries()).isZero();
            assertThat(Members.activity(nodes.member()).entries())
                    .as("without those times")
                    .isPositive();
        }
    }

    // since

    @Test
    void aRegistryThatWasLostIsWaitedForALease() {
        try (RuleNodes nodes = new RuleNodes(SHORT)) {
            nodes.forbidRenewals();
            nodes.redis().call("DEL", RuleNodes.NEAR.registryKey());
            assertThat(nodes.afterCommit(NEW)).isEqualTo(NEW);
        }
    }

    @Test
    void itsMembersFindOutAndJoinAnew() {
        try (RuleNodes nodes = new RuleNodes(SHORT)) {
            String before = nodes.nonce();
            nodes.redis().call("DEL", RuleNodes.NEAR.registryKey());
            Nodes.await(() -> nodes.nonce() != null && nodes.members('M').size() == 1);
            assertThat(nodes.nonce()).isNotEqualTo(before);
            nodes.keepNear();
            assertThat(nodes.afterCommit(NEW)).isEqualTo(NEW);
            assertThat(Members.activity(nodes.writer()).expulsions()).isZero();
        }
    }

    /** The writer takes what it finds for the registry that it knows, in which there is nobody. */
    @Test
    void withoutThatWaitItIsStale() {
        try (RuleNodes nodes = new RuleNodes(RuleNodes.LONG)) {
            String theSameWithNobody = Space.NAMESPACE + ":{near}:nobody";
            nodes.redis().call("HSET", theSameWithNobody, "%nonce", nodes.nonce());
            nodes.forbidRenewals();
            nodes.mistakeForTheRegistry(theSameWithNobody);
            nodes.redis().call("DEL", RuleNodes.NEAR.registryKey());
            assertThat(nodes.afterCommit(NEW)).isEqualTo(OLD);
        }
    }

    // run

    /** A failover has taken the registry back to before the member joined. */
    @Test
    void theSameRegistryOnAnotherServerIsWaitedForToo() {
        try (RuleNodes nodes = new RuleNodes("3s")) {
            nodes.forbidRenewals();
            nodes.forgetMember();
            nodes.writersRelay().cut();
            Nodes.awaitTwoHeartbeats(nodes.writersRelay()); // it is believed again
            assertThat(nodes.afterCommit(NEW)).isEqualTo(NEW);
        }
    }

    /** The writer has not noticed. */
    @Test
    void withoutThatItIsStale() {
        try (RuleNodes nodes = new RuleNodes(RuleNodes.LONG)) {
            nodes.forbidRenewals();
            nodes.forgetMember();
            assertThat(nodes.afterCommit(NEW)).isEqualTo(OLD);
        }
    }

    // again

    /** Home refuses the call after an eviction, while the member renews its lease. */
    @Test
    void whoHasNotBeenAnsweredCallsOnceMore() {
        try (RuleNodes nodes = new RuleNodes(SHORT)) {
            nodes.refuseCalls(1);
            nodes.writer().factory().getCache().evict(Counter.class, 1L);
            assertThat(nodes.isNear()).isFalse();
        }
    }

    @Test
    void withoutThatCallItIsStillNear() {
        try (RuleNodes nodes = new RuleNodes("2s")) {
            nodes.refuseCalls(Integer.MAX_VALUE);
            nodes.writer().factory().getCache().evict(Counter.class, 1L);
            assertThat(nodes.isNear()).isTrue();
        }
    }

    // home

    private static long amountAfterAnExpulsionThatIsTakenBack(RuleNodes nodes, Runnable failover) {
        String member = nodes.memberId();
        nodes.forbidRenewals(); // it does not find out while it is expelled
        nodes.expelMember();
        CompletableFuture<Void> commit = CompletableFuture.runAsync(() -> Counters.write(nodes.writer(), NEW));
        Nodes.await(
                () -> Counters.kindOfEntry(nodes.redis(), 1).equals("L")); // and called: the writer waits for the lease
        nodes.redis().call("HSET", RuleNodes.NEAR.registryKey(), member, "M2000"); // as it was before the failover
        failover.run();
        nodes.allowRenewals();
        commit.join();
        return nodes.amount();
    }

    @Test
    void nobodyRenewsOnAnotherServerThanItHasJoined() {
        try (RuleNodes nodes = new RuleNodes("2s")) {
            String before = nodes.memberId();
            assertThat(amountAfterAnExpulsionThatIsTakenBack(
                            nodes, () -> nodes.membersRelay().cut()))
                    .isEqualTo(NEW);
            Nodes.await(() -> Members.activity(nodes.member()).holdsLease());
            assertThat(nodes.members('M')).hasSize(1).doesNotContain(before);
        }
    }

    /** The member has not noticed. */
    @Test
    void whoDoesIsStale() {
        try (RuleNodes nodes = new RuleNodes("2s")) {
            assertThat(amountAfterAnExpulsionThatIsTakenBack(nodes, () -> {})).isEqualTo(OLD);
        }
    }

    @Test
    void whoIsNotCutOffStaysWhoItIs() {
        try (RuleNodes nodes = new RuleNodes("2s")) {
            String before = nodes.memberId();
            AtomicInteger renewals = new AtomicInteger();
            nodes.membersRelay().rewrite(command -> {
                renewals.addAndGet(RuleNodes.isRenewal(command) ? 1 : 0);
                return command;
            });
            Nodes.await(() -> renewals.get() >= 4);
            assertThat(nodes.memberId()).isEqualTo(before);
            assertThat(nodes.isNear()).isTrue();
        }
    }

    // late

    /** The lock runs out while the writer has not committed yet, and the member keeps near what is there still. */
    private static long amountAfterALockThatRanOut(RuleNodes nodes) {
        long heard = Members.activity(nodes.member()).callsHeard();
        try (Stall locked = nodes.writersRelay()
                .stallReply(command -> command.runs(Scripts.shipped().lock()))) {
            CompletableFuture<Void> commit = CompletableFuture.runAsync(() -> Counters.write(nodes.writer(), NEW));
            locked.awaitStalled(PATIENCE);
            Nodes.await(() -> Members.activity(nodes.member()).callsHeard() > heard);
            nodes.keepNear();
            assertThat(nodes.amount()).isEqualTo(OLD);
            locked.release();
            commit.join();
        }
        return nodes.amount();
    }

    private static RuleNodes withALockThatRunsOut() {
        return new RuleNodes(
                RuleNodes.LONG,
                command -> command,
                writer -> writer.set("hibernate.cache.redis.lock_timeout", "500ms")
                        .set("hibernate.cache.redis.command_timeout", "30s"));
    }

    @Test
    void aSettleThatComesTooLateCallsAfterIt() {
        try (RuleNodes nodes = withALockThatRunsOut()) {
            assertThat(amountAfterALockThatRanOut(nodes)).isEqualTo(NEW);
        }
    }

    @Test
    void withoutThatCallItIsStale() {
        try (RuleNodes nodes = withALockThatRunsOut()
                .alter(scripts -> scripts.in("settle", "return held and outcome or 4", "return outcome"))) {
            assertThat(amountAfterALockThatRanOut(nodes)).isEqualTo(OLD);
        }
    }
}
