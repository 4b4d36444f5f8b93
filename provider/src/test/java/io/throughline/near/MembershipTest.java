package io.throughline.near;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.metrics.CacheActivity;
import io.throughline.metrics.NearActivity;
import io.throughline.metrics.RegionActivity;
import io.throughline.protocol.NearAddress;
import io.throughline.protocol.Operations;
import io.throughline.protocol.RegionAddress;
import io.throughline.protocol.Scripts;
import io.throughline.protocol.ServerClocks;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A member, and what it keeps near, by clocks that only the test moves: a lease of any length stands until then. */
@Timeout(60)
class MembershipTest {

    private static final String NODE = "node000000000000";
    private static final String OTHER = "other00000000000";
    /** It is asked for each few milliseconds. */
    private static final Duration RENEWED_OFTEN = Duration.ofMillis(11);

    private static final Duration NEVER_RENEWED = Duration.ofHours(11);
    private static final Duration FILLS_AFTER = Duration.ofSeconds(10);
    private static final long EPOCH = 1_700_000_000_000_000L;

    private final NearAddress address = NearAddress.of("n");
    private final Home home = new Home();
    private final JumpingClocks clocks = new JumpingClocks();
    private final ServerClocks server = new ServerClocks(clocks::nanos);
    private final Guard guard = new Guard();
    private final NearActivity activity = new NearActivity();
    private final AtomicInteger ids = new AtomicInteger();
    private final RegionAddress products = new RegionAddress("n", "products", 1000, false, false);
    private Membership membership;

    private Membership start(Duration lease, Duration fillsAfter) {
        server.masters(List.of("home")).get("home").sample(clocks.nanos(), EPOCH, EPOCH);
        membership = new Membership(
                NODE,
                address,
                new Operations(Scripts.shipped(), 1_000_000),
                home,
                home,
                server,
                guard,
                activity,
                new NearTimes(lease, Duration.ZERO, fillsAfter),
                Duration.ofSeconds(1),
                () -> String.format("%016d", ids.incrementAndGet()),
                clocks);
        membership.keep(products.prefix());
        membership.start();
        return membership;
    }

    private void joined(Duration lease, Duration fillsAfter) {
        start(lease, fillsAfter);
        await(membership::holds);
    }

    @AfterEach
    void close() {
        membership.close();
    }

    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) { // the test's own timeout ends it
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        }
    }

    /** Another membership, which holds. */
    private void awaitAnother(String before) {
        await(() -> membership.holds() && !membership.member().equals(before));
    }

    private NearRegion region() {
        RegionActivity ofRegion = new CacheActivity().region(products, "products");
        return new NearRegion(membership, guard, products.prefix(), 100, 3_600_000, ofRegion);
    }

    // joining

    @Test
    void joinsWhenItHasHeardItself() {
        joined(NEVER_RENEWED, Duration.ZERO);
        assertThat(home.asked("join")).hasSize(1);
        assertThat(home.asked("join").get(0)).contains(membership.member(), products.prefix());
    }

    /** Each commit would wait for its word in vain. */
    @Test
    void doesNotJoinWhileItHearsNothing() {
        home.deaf = true;
        start(RENEWED_OFTEN, Duration.ZERO);
        await(() -> home.subscriptions.get() >= 3); // it listens anew
        assertThat(home.asked("join")).isEmpty();
        assertThat(membership.ticket(products.prefix())).isNull();
        home.deaf = false;
        await(membership::holds);
    }

    @Test
    void nothingIsKeptBeforeOthersKnowOfIt() {
        joined(NEVER_RENEWED, FILLS_AFTER);
        assertThat(membership.ticket(products.prefix())).isNull();
        clocks.jump(FILLS_AFTER.toMillis());
        assertThat(membership.ticket(products.prefix())).isNull();
        clocks.jump(1);
        assertThat(membership.ticket(products.prefix())).isNotNull();
    }

    @Test
    void aRegionThatIsNamedLaterIsKeptLater() {
        joined(NEVER_RENEWED, FILLS_AFTER);
        clocks.jump(FILLS_AFTER.toMillis() - 1000);
        membership.keep("later");
        await(() -> home.asked("join").size() == 2);
        assertThat(home.asked("join").get(1)).contains(membership.member(), products.prefix(), "later");
        clocks.jump(1001);
        await(() -> membership.ticket(products.prefix()) != null);
        assertThat(membership.ticket("later")).isNull();
        // the thread that renews may have noted the time of the second join only after the jump before
        clocks.jump(FILLS_AFTER.toMillis() + 1);
        await(() -> membership.ticket("later") != null);
    }

    @Test
    void aRegionThatIsNotKeptHasNoTicket() {
        joined(NEVER_RENEWED, Duration.ZERO);
        clocks.jump(1);
        assertThat(membership.ticket("another")).isNull();
    }

    // losing it

    @Test
    void goesOnWhileItIsRenewed() {
        joined(RENEWED_OFTEN, Duration.ZERO);
        String before = membership.member();
        for (int i = 0; i < 20; i++) {
            clocks.jump(4); // nine of eleven are its own
            int renewals = home.asked("renew").size();
            await(() -> home.asked("renew").size() >= renewals + 2);
            assertThat(membership.holds()).isTrue();
        }
        assertThat(membership.member()).isEqualTo(before);
    }

    @Test
    void stopsByItselfWhereHomeDoesNotAnswer() {
        joined(NEVER_RENEWED, Duration.ZERO);
        home.unreachable = true;
        assertThat(membership.holds()).isTrue();
        clocks.jump(Duration.ofHours(9).toMillis());
        assertThat(membership.holds()).isFalse();
    }

    @Test
    void stopsAfterTheMachineWasSuspended() {
        joined(NEVER_RENEWED, Duration.ZERO);
        clocks.wallMillis.addAndGet(Duration.ofHours(9).toMillis());
        assertThat(membership.holds()).isFalse();
    }

    /** And takes whom it was out of the registry: his word would be waited for. */
    @Test
    void joinsAnewWhenItWasExpelled() {
        joined(RENEWED_OFTEN, Duration.ZERO);
        String before = membership.member();
        home.renewed = 0;
        await(() -> !membership.member().equals(before));
        home.renewed = 1;
        awaitAnother(before);
        assertThat(activity.ownExpulsions()).isPositive();
        assertThat(home.asked("leave"))
                .anySatisfy(leave -> assertThat(leave).startsWith("0").contains(before));
    }

    /** What the registry there knows of it may be of before it was expelled. */
    @Test
    void joinsAnewOnAnotherHome() {
        joined(RENEWED_OFTEN, Duration.ZERO);
        String before = membership.member();
        home.contact = new Object();
        awaitAnother(before);
        assertThat(activity.ownExpulsions()).isZero();
    }

    @Test
    void doesNotJoinWhereThereIsNoHome() {
        home.contact = null;
        start(RENEWED_OFTEN, Duration.ZERO);
        await(() -> home.asked("join").size() >= 2);
        assertThat(membership.member()).isEmpty();
        home.contact = new Object();
        await(membership::holds);
    }

    @Test
    void leavesWhenItIsClosed() {
        joined(NEVER_RENEWED, Duration.ZERO);
        String member = membership.member();
        membership.close();
        assertThat(membership.holds()).isFalse();
        assertThat(home.asked("leave")).contains(List.of("0", member));
    }

    // calls

    private Named product(String id) {
        Named named = new Named();
        named.entry(products.entry(id));
        return named;
    }

    @Test
    void givesItsWord() {
        joined(NEVER_RENEWED, Duration.ZERO);
        home.say(address.callsChannel(), Message.call(OTHER, 7, 0, product("1")));
        assertThat(home.said).anySatisfy(said -> {
            assertThat(said.channel()).isEqualTo(address.wordsChannel(OTHER));
            Message word = Message.of(said.message());
            assertThat(word.is(Message.WORD)).isTrue();
            assertThat(word.id()).isEqualTo(membership.member());
            assertThat(word.number()).isEqualTo(7);
        });
        assertThat(activity.callsHeard()).isEqualTo(1);
    }

    /** It has dropped by itself what it calls others for. */
    @Test
    void doesNotHearItself() {
        joined(NEVER_RENEWED, Duration.ZERO);
        home.say(address.callsChannel(), Message.call(NODE, 7, 0, product("1")));
        assertThat(activity.callsHeard()).isZero();
    }

    /** What it named is not known: all goes. */
    @Test
    void joinsAnewAfterACallThatItCannotRead() {
        joined(RENEWED_OFTEN, Duration.ZERO);
        String before = membership.member();
        byte[] call = Message.call(OTHER, 7, 0, product("1"));
        call[0]++; // of another version
        home.say(address.callsChannel(), call);
        awaitAnother(before);
    }

    // what is kept

    private Ticket ticketLater() {
        clocks.jump(1);
        Ticket ticket = membership.ticket(products.prefix());
        assertThat(ticket).isNotNull();
        return ticket;
    }

    private void fill(NearRegion region, Ticket ticket) {
        region.fill("1", products.entry("1"), "value", EPOCH - 10, ticket);
    }

    @Test
    void whatWasReadIsAnsweredToThoseWhoBeganAfterItsStamp() {
        joined(NEVER_RENEWED, Duration.ZERO);
        NearRegion region = region();
        fill(region, ticketLater());
        assertThat(region.get("1", EPOCH)).isEqualTo("value");
        assertThat(region.contains("1", EPOCH)).isTrue();
        assertThat(region.get("1", EPOCH - 10)).isNull();
        assertThat(region.contains("1", EPOCH - 10)).isFalse();
        assertThat(region.get("2", EPOCH)).isNull();
    }

    @Test
    void aCallDropsIt() {
        joined(NEVER_RENEWED, Duration.ZERO);
        NearRegion region = region();
        fill(region, ticketLater());
        home.say(address.callsChannel(), Message.call(OTHER, 7, 0, product("2")));
        assertThat(region.get("1", EPOCH)).isNotNull();
        home.say(address.callsChannel(), Message.call(OTHER, 8, 0, product("1")));
        assertThat(region.get("1", EPOCH)).isNull();
    }

    @Test
    void aReadThatWasUnderWayFillsNothingThatLasts() {
        joined(NEVER_RENEWED, Duration.ZERO);
        NearRegion region = region();
        Ticket ticket = ticketLater();
        home.say(address.callsChannel(), Message.call(OTHER, 7, 0, product("1")));
        fill(region, ticket);
        assertThat(region.get("1", EPOCH)).isNull();
        fill(region, ticketLater());
        assertThat(region.get("1", EPOCH)).isNotNull();
    }

    @Test
    void whatIsReadBeforeTheDeadlineOfACallFillsNothing() {
        joined(NEVER_RENEWED, Duration.ZERO);
        NearRegion region = region();
        long deadline = EPOCH + 60_000_000;
        home.say(address.callsChannel(), Message.call(OTHER, 7, deadline, product("1")));
        fill(region, ticketLater());
        assertThat(region.get("1", EPOCH)).isNull();
        clocks.jump(120_000);
        fill(region, ticketLater());
        assertThat(region.get("1", EPOCH)).isNotNull();
    }

    @Test
    void aMembershipThatWasLostTakesAllWithIt() {
        joined(RENEWED_OFTEN, Duration.ZERO);
        NearRegion region = region();
        Ticket ticket = ticketLater();
        fill(region, ticket);
        assertThat(region.get("1", EPOCH)).isNotNull();
        String before = membership.member();
        home.contact = new Object();
        awaitAnother(before);
        assertThat(region.get("1", EPOCH)).isNull();
        fill(region, ticket); // it was read before
        assertThat(region.get("1", EPOCH)).isNull();
    }

    @Test
    void aLeaseThatHasRunOutKeepsItToItself() {
        joined(NEVER_RENEWED, Duration.ZERO);
        NearRegion region = region();
        fill(region, ticketLater());
        clocks.jump(Duration.ofHours(9).toMillis());
        assertThat(region.get("1", EPOCH)).isNull();
        assertThat(region.contains("1", EPOCH)).isFalse();
    }
}
