package io.throughline.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.protocol.Call;
import io.throughline.protocol.EntryAddress;
import io.throughline.protocol.Operations;
import io.throughline.protocol.Pipeline;
import io.throughline.protocol.RegionAddress;
import io.throughline.protocol.Reply;
import io.throughline.protocol.Scripts;
import io.throughline.protocol.SpaceAddress;
import io.throughline.protocol.Token;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a node owes is repeated until Redis has taken it, and blocks its stripe until then. */
class UnsettledTest {

    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    private final Waiting pipeline = new Waiting();
    private final Token.Source tokens = new Token.Source();
    private final Unsettled unsettled = new Unsettled(
            new Operations(Scripts.shipped(), 10_000_000),
            pipeline,
            tokens,
            scheduler,
            named -> CompletableFuture.completedFuture(null));
    private final RegionAddress region = new RegionAddress("namespace", "region", 1000, false, false);
    private final EntryAddress entry = region.entry("1");

    @AfterEach
    void stop() {
        scheduler.shutdownNow();
    }

    @Test
    void isRepeatedUntilItIsDone() throws InterruptedException {
        unsettled.add(entry, tokens.next());
        assertThat(unsettled.blocks(entry)).isTrue();
        pipeline.next().completeExceptionally(new IllegalStateException("still down"));
        CompletableFuture<List<Reply>> again = pipeline.next();
        assertThat(unsettled.blocks(entry)).isTrue();
        again.complete(List.of(Reply.of(2, 1)));
        eventually(() -> !unsettled.blocks(entry) && unsettled.size() == 0);
    }

    @Test
    void isRepeatedThoughARepetitionHasEndedWithAnError() throws InterruptedException {
        pipeline.thrown.add(new OutOfMemoryError("as the test wants it"));
        unsettled.add(region, tokens.next()); // sent first: what throws there, throws at the scheduler
        pipeline.next().complete(List.of(Reply.of(1, 1)));
        eventually(() -> unsettled.size() == 0);
        assertThat(pipeline.thrown).isEmpty();
    }

    @Test
    void aRefusedOneStays() throws InterruptedException {
        unsettled.add(entry, tokens.next());
        pipeline.next().complete(List.of(Reply.failed(new IllegalStateException("WRONGTYPE"))));
        pipeline.next(); // it is repeated
        assertThat(unsettled.blocks(entry)).isTrue();
    }

    /** The reply to an older debt says nothing of one that has come since. */
    @Test
    void aDebtThatComesWhileAnOlderOneIsUnderWayStays() throws InterruptedException {
        unsettled.add(entry, tokens.next());
        CompletableFuture<List<Reply>> first = pipeline.next();
        unsettled.add(entry, tokens.next());
        first.complete(List.of(Reply.of(2, 1)));
        CompletableFuture<List<Reply>> second = pipeline.next();
        assertThat(unsettled.size()).isEqualTo(1);
        second.complete(List.of(Reply.of(2, 1)));
        eventually(() -> unsettled.size() == 0);
    }

    /** Some may lie on a master that does not answer: the others are not to wait for it. */
    @Test
    void noneWaitsForOthersThatAreNotTaken() throws InterruptedException {
        CountDownLatch added = new CountDownLatch(1);
        scheduler.submit(
                () -> { // nothing is repeated before all of them are there
                    added.await();
                    return null;
                });
        for (int i = 0; i < 1500; i++) {
            unsettled.add(region.entry("" + i), tokens.next());
        }
        added.countDown();
        Set<String> asked = new HashSet<>();
        for (int i = 0; i < 3; i++) {
            pipeline.next().completeExceptionally(new IllegalStateException("down"));
            asked.addAll(pipeline.asked);
        }
        assertThat(asked).hasSize(1500);
    }

    /** A transaction that has not committed may have its lock in place after all, whatever it has heard. */
    @Test
    void nothingIsRepeatedBeforeItIsDue() throws InterruptedException {
        AtomicBoolean due = new AtomicBoolean();
        unsettled.add(entry, tokens.next(), due::get);
        EntryAddress other = region.entry("2");
        unsettled.add(other, tokens.next());
        CompletableFuture<List<Reply>> first = pipeline.next();
        assertThat(pipeline.asked).containsExactly(other.key());
        first.complete(List.of(Reply.of(2, 1)));
        eventually(() -> unsettled.size() == 1);
        assertThat(unsettled.blocks(entry)).isTrue();
        due.set(true);
        CompletableFuture<List<Reply>> second = pipeline.next();
        assertThat(pipeline.asked).contains(entry.key());
        second.complete(List.of(Reply.of(2, 1)));
        eventually(() -> unsettled.size() == 0);
    }

    /** A change that has been committed does not wait for the end of somebody else's transaction. */
    @Test
    void aLaterDebtThatIsNotDueLeavesAnEarlierOneDue() throws InterruptedException {
        AtomicBoolean ended = new AtomicBoolean();
        unsettled.add(entry, tokens.next());
        unsettled.add(entry, tokens.next(), ended::get);
        pipeline.next().complete(List.of(Reply.of(2, 1)));
        assertThat(unsettled.blocks(entry)).as("the later one is still owed").isTrue();
        ended.set(true);
        pipeline.next().complete(List.of(Reply.of(2, 1)));
        eventually(() -> unsettled.size() == 0);
        assertThat(unsettled.blocks(entry)).isFalse();
    }

    @Test
    void theSameOfRegionsAndSpaces() throws InterruptedException {
        AtomicBoolean ended = new AtomicBoolean();
        SpaceAddress space = SpaceAddress.of("namespace", "timestamps", "products", "products", 1000);
        unsettled.add(region, tokens.next());
        unsettled.add(space, tokens.next());
        unsettled.add(region, tokens.next(), ended::get);
        unsettled.add(space, tokens.next(), ended::get);
        pipeline.next().complete(List.of(Reply.of(1, 1), Reply.of(1, 1)));
        assertThat(unsettled.blocks(entry)).isTrue();
        assertThat(unsettled.blocks(space)).isTrue();
        ended.set(true);
        pipeline.next().complete(List.of(Reply.of(1, 1), Reply.of(1, 1)));
        eventually(() -> unsettled.size() == 0);
    }

    /** Those of many transactions that are all due are one. */
    @Test
    void debtsThatAreDueDoNotPileUp() throws InterruptedException {
        unsettled.add(entry, tokens.next());
        CompletableFuture<List<Reply>> first = pipeline.next();
        for (int i = 0; i < 1000; i++) {
            unsettled.add(entry, tokens.next());
        }
        first.completeExceptionally(new IllegalStateException("down"));
        pipeline.next().complete(List.of(Reply.of(2, 1))); // one call: with more replies to come it would not be done
        eventually(() -> unsettled.size() == 0);
    }

    /** Nothing is settled for good before its transaction has ended, though a region has taken its place. */
    @Test
    void aRegionThatTakesThePlaceOfItsEntriesWaitsForTheirTransactions() throws InterruptedException {
        AtomicBoolean ended = new AtomicBoolean();
        for (int i = 0; i < 10_000; i++) {
            unsettled.add(region.entry("" + i), tokens.next(), ended::get);
        }
        unsettled.add(region.entry("10000"), tokens.next());
        pipeline.next().complete(List.of(Reply.of(1, 1)));
        assertThat(unsettled.blocks(entry)).as("what is not due is still owed").isTrue();
        ended.set(true);
        pipeline.next().complete(List.of(Reply.of(1, 1)));
        eventually(() -> unsettled.size() == 0);
    }

    @Test
    void aRegionBlocksAllItsEntries() throws InterruptedException {
        unsettled.add(region, tokens.next());
        assertThat(unsettled.blocks(entry)).isTrue();
        pipeline.next().complete(List.of(Reply.of(1, 1)));
        eventually(() -> !unsettled.blocks(entry));
    }

    /** Memory is bounded: a region takes the place of too many of its entries. */
    @Test
    void tooManyBecomeTheirRegion() {
        for (int i = 0; i <= 10_000; i++) {
            unsettled.add(region.entry("" + i), tokens.next());
        }
        assertThat(unsettled.size()).isEqualTo(1);
        assertThat(unsettled.blocks(region.entry("anything"))).isTrue();
    }

    /** What a reply sets off may still be on its way in the scheduler's thread. */
    private static void eventually(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("patience").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    /** Answers when the test says so. */
    private static final class Waiting implements Pipeline {

        private final BlockingQueue<CompletableFuture<List<Reply>>> sent = new LinkedBlockingQueue<>();
        private final Queue<Error> thrown = new ConcurrentLinkedQueue<>();
        private final Set<String> asked = ConcurrentHashMap.newKeySet();

        CompletableFuture<List<Reply>> next() throws InterruptedException {
            CompletableFuture<List<Reply>> next = sent.poll(30, TimeUnit.SECONDS);
            assertThat(next).as("a repetition").isNotNull();
            return next;
        }

        @Override
        public CompletionStage<List<Reply>> send(List<Call> calls) {
            Error error = thrown.poll();
            if (error != null) {
                throw error;
            }
            calls.forEach(call -> asked.add(call.keys().get(call.keys().size() - 1)));
            CompletableFuture<List<Reply>> reply = new CompletableFuture<>();
            sent.add(reply);
            return reply;
        }

        @Override
        public List<Reply> run(List<Call> calls) {
            throw new AssertionError("Nothing waits for a repetition");
        }

        @Override
        public EntryRecords read(EntryAddress address) {
            throw new AssertionError("Nothing is read");
        }

        @Override
        public Map<EntryAddress, EntryRecords> read(Collection<EntryAddress> entries) {
            throw new AssertionError("Nothing is read");
        }

        @Override
        public Map<String, byte[]> records(Collection<String> keys) {
            throw new AssertionError("Nothing is read");
        }

        @Override
        public Object contact(String key) {
            return this;
        }

        @Override
        public boolean runsAtOnce(List<Call> calls) {
            return true;
        }

        @Override
        public long believedFrom(String key) {
            return 0;
        }

        @Override
        public Server server(Iterable<String> keys) {
            throw new AssertionError("Nothing is traced");
        }
    }
}
