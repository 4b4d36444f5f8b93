package io.throughline.near;

import io.throughline.protocol.Call;
import io.throughline.protocol.EntryAddress;
import io.throughline.protocol.Item;
import io.throughline.protocol.Operations;
import io.throughline.protocol.RegionAddress;
import io.throughline.protocol.Token;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A random history of one row, two writers, two members and two readers at each: near.py with the real scripts, the real registry, and the real classes of members and of those who call
 * them. Only their clocks, the network and the transactions around them are the test's: a seed is a history.
 *
 * <p>Nodes die, stand still and start again, links break, replies are late or never come, home cannot be reached, the registry is lost, or goes back to an earlier state; locks run out before they are settled.
 * Half of the histories are of a cluster, where the registry lies on another master than the row, so that LOCK and CALL are executed in either order; some have clocks that are slewed as far as is allowed for.
 */
final class NearWalk {

    static final long SHAPE = 7;
    static final String FAILS_OVER = "fails over";

    private static final long ITEM_TTL_MILLIS = 600_000;
    private static final int MOVES = 100;
    private static final int MEMBERS = 2;
    private static final int WRITERS = 2;
    private static final int WARM_UP_MILLIS = 5600;
    private static final int WARM_UP_TICK_MILLIS = 800;
    private static final EntryAddress ELSEWHERE =
            new RegionAddress("walk", "row", ITEM_TTL_MILLIS, false, false).entry("1");
    private static final EntryAddress IN_CLUSTER =
            new RegionAddress("walk", "row", ITEM_TTL_MILLIS, false, true).entry("1");
    private static final int[] TICKS_MILLIS = {200, 500, 900};
    private static final long[] RATES = {1000, 1000, 1000, 900, 1100};

    private final WalkServer server;
    private final @Nullable WalkRule without;
    private final Random random;
    private final WalkNetwork network;
    private final Operations operations;
    private final Token.Source tokens = new Token.Source();
    private final EntryAddress row;
    private final WalkScene scene;
    private final List<WalkNode> nodes = new ArrayList<>();
    private final List<WalkWriter> writers = new ArrayList<>();
    private final List<WalkReader> readers = new ArrayList<>();
    private final List<String> log = new ArrayList<>();
    private boolean calm;
    private int ids;
    private long committed = 1;
    private long known = 1;
    private int windows;
    private @Nullable String stale;

    NearWalk(WalkServer server, @Nullable WalkRule without, long seed) {
        this.server = server;
        this.without = without;
        random = new Random(seed);
        scene = new WalkScene(random, without);
        row = scene.isCluster() ? IN_CLUSTER : ELSEWHERE;
        operations = new Operations(server.scripts(), scene.lockLimit());
        network = new WalkNetwork(this, server);
        log.add(scene.toString());
        server.begin();
        for (int i = 0; i < MEMBERS; i++) {
            nodes.add(node(i));
            readers.add(new WalkReader(this, "r" + i + "a", i));
            readers.add(new WalkReader(this, "r" + i + "b", i));
        }
        for (int i = 0; i < WRITERS; i++) {
            nodes.add(node(MEMBERS + i));
            writers.add(new WalkWriter(this, "w" + i, chance(.3) ? i : MEMBERS + i));
        }
        calm = true;
        warmUp();
        calm = false;
    }

    private WalkNode node(int at) {
        return new WalkNode(this, "n" + at, at < MEMBERS, RATES[random.nextInt(RATES.length)]);
    }

    /** Until members keep what they read, and have read it, and writers know of them. */
    private void warmUp() {
        if (scene.joined() != WalkScene.Joined.ALL) {
            warmUp(scene.joined() == WalkScene.Joined.NOBODY ? List.of() : nodes.subList(0, 1));
            server.isCopied();
        }
        if (scene.joined() != WalkScene.Joined.NOBODY) {
            warmUp(nodes);
        }
        readers.forEach(WalkReader::reads);
        readers.forEach(WalkReader::reads);
    }

    private void warmUp(List<WalkNode> members) {
        for (int millis = 0; millis < WARM_UP_MILLIS; millis += WARM_UP_TICK_MILLIS) {
            nodes.forEach(WalkNode::looks);
            members.forEach(WalkNode::renews);
            members.forEach(WalkNode::listens);
            server.passes(1000 * WARM_UP_TICK_MILLIS);
        }
        members.forEach(WalkNode::renews);
        nodes.forEach(WalkNode::looks);
    }

    /** What was read that is older than what had been known, if anything is. */
    Optional<String> goesStale() {
        for (int i = 0; i < MOVES && stale == null; i++) {
            if (chance(scene.copied())) {
                server.isCopied();
                log.add("a replica has the registry");
            }
            if (chance(scene.tick())) {
                ticks();
            } else {
                moves();
            }
        }
        return Optional.ofNullable(stale).map(read -> read + ": " + String.join("; ", log));
    }

    private void ticks() {
        int millis = TICKS_MILLIS[random.nextInt(TICKS_MILLIS.length)];
        server.passes(1000L * millis);
        log.add(millis + " ms");
        for (WalkNode node : nodes) {
            if (scene.isEager() && chance(.95)) {
                node.renews();
            }
            if (scene.looks() && (chance(.9) || !scene.rejects())) { // whoever bypasses knows soon that home is back
                node.looks();
            }
        }
    }

    private void moves() {
        List<WalkMove> moves = new ArrayList<>();
        nodes.forEach(node -> node.offer(moves::add));
        network.offer(moves::add);
        writers.forEach(writer -> writer.offer(moves::add));
        readers.forEach(reader -> reader.offer(moves::add));
        offerLosses(moves::add);
        double sum = 0;
        for (WalkMove move : moves) {
            sum += scene.weight(move);
        }
        double left = random.nextDouble() * sum;
        for (WalkMove move : moves) {
            left -= scene.weight(move);
            if (left < 0) {
                log.add(move.toString());
                move.action().run();
                return;
            }
        }
    }

    private void offerLosses(Consumer<WalkMove> moves) {
        for (int at = 0; at < MEMBERS; at++) {
            WalkNode node = nodes.get(at);
            if (node.isDead()) {
                nodes.set(at, node(at));
            } else if (mayDie(at)) {
                moves.accept(new WalkMove(node, "dies", .01, node::dies));
                moves.accept(new WalkMove(node, "closes", .005, node::closes));
            }
        }
        if (scene.hasUntold() && isRowFree()) {
            moves.accept(new WalkMove("somebody else", "writes", .1, this::writesUntold));
        }
        if (network.isHomeAway()) {
            moves.accept(new WalkMove("home", "returns", .15, this::homeReturns));
        } else if (scene.hasLosses()) {
            moves.accept(new WalkMove("the registry", "is lost", .1, () -> loses(server::losesRegistry)));
            if (server.hasCopy()) {
                moves.accept(new WalkMove("home", FAILS_OVER, .5, () -> loses(this::failsOver)));
            }
            if (scene.isCluster()) {
                moves.accept(new WalkMove("home", "goes", .05, () -> loses(this::homeGoes)));
            }
            if (writers.stream().allMatch(WalkWriter::isIdle)) {
                moves.accept(new WalkMove("all", "is lost", .05, () -> loses(() -> server.losesAll(row))));
            }
        }
    }

    private boolean mayDie(int at) {
        return writers.stream().allMatch(writer -> writer.mayDie() || !writer.isOn(at));
    }

    private void loses(Runnable what) {
        scene.loses();
        what.run();
    }

    private void failsOver() {
        server.failsOver();
        nodes.forEach(node -> node.contactIs(new Object()));
        network.homeIsAnother();
    }

    private void homeGoes() {
        nodes.forEach(node -> node.contactIs(null));
        network.homeGoes();
    }

    private void homeReturns() {
        network.homeReturns();
        nodes.forEach(node -> node.contactIs(new Object()));
    }

    /** A statement that nobody tells of: until the row is put again others may be given the old one. */
    private void writesUntold() {
        scene.tells();
        committed++;
        windows++;
    }

    // what its actors ask for

    boolean chance(double of) {
        return random.nextDouble() < of;
    }

    String nextId() {
        return String.format("%016d", ++ids);
    }

    WalkServer server() {
        return server;
    }

    WalkNetwork network() {
        return network;
    }

    Operations operations() {
        return operations;
    }

    Token.Source tokens() {
        return tokens;
    }

    /** The one that is there by now. */
    WalkNode nodeAt(int at) {
        return nodes.get(at);
    }

    @Nullable
    WalkRule without() {
        return without;
    }

    /** Whether nothing is late, or lost. */
    boolean isCalm() {
        return calm;
    }

    WalkScene scene() {
        return scene;
    }

    EntryAddress row() {
        return row;
    }

    /** What the writers change. */
    Named named() {
        Named named = new Named();
        if (scene.kind() == WalkScene.Kind.BULK) {
            named.region(row.region());
        } else {
            named.entry(row);
        }
        return named;
    }

    /** On the one record of the region that matters. */
    Call ofRecord(Call call) {
        return new Call(call.script(), List.of(row.recordKey()), call.arguments());
    }

    static Item item(long version) {
        byte[] number = ByteBuffer.allocate(Long.BYTES).putLong(version).array();
        byte[] comparable =
                ByteBuffer.allocate(1 + Long.BYTES).put((byte) 1).put(number).array();
        return Item.of(SHAPE, Item.Replacement.OLDER_VERSION, comparable, number, ITEM_TTL_MILLIS);
    }

    /** To whoever listens. */
    void publish(String channel, byte[] message) {
        nodes.forEach(node -> node.hears(channel, message));
    }

    // the database, and what is known of it

    boolean isRowFree() {
        return writers.stream().noneMatch(WalkWriter::holdsRow);
    }

    long committed() {
        return committed;
    }

    long commit() {
        return ++committed;
    }

    /** From now on nobody may be given less. */
    void know(long version) {
        known = Math.max(known, version);
    }

    long known() {
        return known;
    }

    /** What has been read counts only once its writer has returned. */
    void opensWindow() {
        windows++;
    }

    void closesWindow() {
        windows--;
    }

    void given(String reader, long version, String where, long floor) {
        log.add(version + " from " + where);
        if (version < floor) {
            stale = reader + " is given " + version + " from " + where + ", " + floor + " was known";
        }
        if (windows == 0) {
            know(version);
        }
    }
}
