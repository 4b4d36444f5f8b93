package io.throughline.it.near;

import io.throughline.it.model.Counter;
import io.throughline.it.nodes.Counters;
import io.throughline.it.nodes.Node;
import io.throughline.it.nodes.Nodes;
import io.throughline.it.nodes.UnsharedConnections;
import io.throughline.it.protocol.Altered;
import io.throughline.it.protocol.CallRunner;
import io.throughline.it.relay.Command;
import io.throughline.it.relay.RedisRelay;
import io.throughline.it.servers.RedisConnection;
import io.throughline.it.servers.TestServers;
import io.throughline.it.settings.Space;
import io.throughline.it.stress.AlteredScripts;
import io.throughline.protocol.NearAddress;
import io.throughline.protocol.Operations;
import io.throughline.protocol.Scripts;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.redisson.api.RedissonClient;

/**
 * A member that keeps row 1 near, whose amount is 1, and a writer without a near cache. Each has its own relay to Redis, and the test decides what
 * happens on the way. The writer knows of the member, and of its lease.
 */
final class RuleNodes implements AutoCloseable {

    /** Long enough for what a test does while it is to stand. */
    static final String LONG = "60s";

    static final NearAddress NEAR = NearAddress.of(Space.NAMESPACE);

    private static final Scripts.Near SCRIPTS = Scripts.shipped().near();
    private static final String THEIRS = Space.NAMESPACE + ":theirs";

    private final RedisConnection redis = TestServers.redis().connect();
    private final RedisRelay membersRelay = RedisRelay.to(TestServers.redis());
    private final RedisRelay writersRelay = RedisRelay.to(TestServers.redis());
    private final Operations operations = new Operations(Scripts.shipped(), 1_000_000);
    private final CallRunner runner = new CallRunner(redis);
    private final List<UnaryOperator<Command>> ofWriter = new ArrayList<>();
    private final @Nullable RedissonClient client;
    private final Node writer;
    private final Node member;

    /** @param lease that the member takes; writers learn of it */
    RuleNodes(String lease) {
        this(lease, command -> command, writer -> writer);
    }

    /** @param ofMember what becomes of the member's commands, from its start on */
    RuleNodes(String lease, UnaryOperator<Command> ofMember, UnaryOperator<Node.Builder> settings) {
        this(lease, ofMember, settings, false);
    }

    /** What stalls on one of the member's connections keeps nobody else waiting. */
    static RuleNodes unshared(String lease) {
        return new RuleNodes(lease, command -> command, writer -> writer, true);
    }

    private RuleNodes(
            String lease, UnaryOperator<Command> ofMember, UnaryOperator<Node.Builder> settings, boolean unshared) {
        client = unshared ? UnsharedConnections.to(membersRelay.uri()) : null;
        redis.flushAll();
        redis.call("RPUSH", THEIRS, "theirs");
        membersRelay.rewrite(ofMember);
        member = Members.joined(Members.near(ofMember())
                .set("hibernate.cache.redis.near_lease", lease)
                .start());
        // after it: a registry that was missing when the writer looked first, and is there when it calls, would be
        // waited for
        writer = settings.apply(Members.notNear(Space.builder(writersRelay.uri(), Counter.class))
                        .set("hibernate.hbm2ddl.auto", "none")
                        .set("hibernate.cache.redis.near_lease", "10ms")
                        .set("hibernate.cache.redis.command_timeout", "1s"))
                .start();
        writer.inTransaction(session -> {
            session.persist(new Counter(1, 1));
            session.persist(new Counter(2, 1));
        });
        writer.inTransaction(session -> session.find(Counter.class, 2L).amount = 2);
        keepNear();
    }

    private Node.Builder ofMember() {
        return client == null
                ? Space.builder(membersRelay.uri(), Counter.class)
                : Node.on(Space.database())
                        .set("hibernate.cache.redis.client", client)
                        .set("hibernate.cache.redis.namespace", Space.NAMESPACE)
                        .set("hibernate.hbm2ddl.auto", "create")
                        .entities(Counter.class);
    }

    Node writer() {
        return writer;
    }

    Node member() {
        return member;
    }

    RedisRelay membersRelay() {
        return membersRelay;
    }

    RedisRelay writersRelay() {
        return writersRelay;
    }

    RedisConnection redis() {
        return redis;
    }

    // what they do

    /** Until the member answers the row from near. */
    void keepNear() {
        Nodes.await(this::isNear);
    }

    /** Whether the member answers the row from near just now. */
    boolean isNear() {
        long before = nearHits();
        amount();
        return nearHits() > before;
    }

    private long nearHits() {
        return member.activity().named(Counter.class.getName()).nearHits();
    }

    /** What the member gives out. */
    long amount() {
        return Counters.amount(member);
    }

    /** Commits, and returns what the member gives out after that. */
    long afterCommit(long amount) {
        Counters.write(writer, amount);
        return amount();
    }

    // what becomes of commands

    private void change(UnaryOperator<Command> change) {
        ofWriter.add(change);
        writersRelay.rewrite(command -> {
            Command changed = command;
            for (UnaryOperator<Command> each : ofWriter) {
                changed = each.apply(changed);
            }
            return changed;
        });
    }

    /** The writer's scripts, but for some parts of their texts. */
    RuleNodes alter(UnaryOperator<Altered> alteration) {
        change(new AlteredScripts(redis, alteration.apply(Altered.shipped()).scripts())::rewrite);
        return this;
    }

    /** What the writer calls is heard by nobody. */
    RuleNodes loseCalls() {
        change(command -> command.runs(SCRIPTS.call())
                ? command.with(command.argumentOf(SCRIPTS.call(), 1), "nowhere")
                : command);
        return this;
    }

    /** The next calls of the writer's are answered with an error. */
    void refuseCalls(int next) {
        AtomicInteger left = new AtomicInteger(next);
        change(command ->
                command.runs(SCRIPTS.call()) && left.getAndDecrement() > 0 ? command.with(3, THEIRS) : command);
    }

    /** What the writer calls is changed on its way: bytes of {@code Message}. */
    void forgeCalls(Consumer<byte[]> change) {
        change(command -> {
            if (!command.runs(SCRIPTS.call())) {
                return command;
            }
            int at = command.argumentOf(SCRIPTS.call(), 2);
            List<byte[]> changed = new ArrayList<>(command.args());
            changed.set(at, command.args().get(at).clone());
            change.accept(changed.get(at));
            return new Command(changed);
        });
    }

    /** The writer takes the key for the registry. */
    void mistakeForTheRegistry(String key) {
        change(command -> {
            Command changed = command;
            for (int i = 1; i < command.args().size(); i++) {
                changed = command.arg(i).equals(NEAR.registryKey()) ? changed.with(i, key) : changed;
            }
            return changed;
        });
    }

    /** The member is told of an error when it would renew its lease. */
    void forbidRenewals() {
        membersRelay.rewrite(command -> isRenewal(command) ? command.with(3, THEIRS) : command);
    }

    void allowRenewals() {
        membersRelay.rewrite(null);
    }

    static boolean isRenewal(Command command) {
        return command.runs(SCRIPTS.renew());
    }

    /** A member's word. */
    static Predicate<Command> words() {
        return command -> command.name().equals("PUBLISH") && command.arg(1).startsWith(NEAR.wordsChannel(""));
    }

    /** How long others are told that the member's lease is. */
    static UnaryOperator<Command> tells(String leaseMillis) {
        return command -> command.runs(SCRIPTS.join())
                ? command.with(command.argumentOf(SCRIPTS.join(), 2), leaseMillis)
                : command;
    }

    // the registry

    /** Of all that the registry has, by state: M or X. */
    Set<String> members(char state) {
        Set<String> members = new TreeSet<>();
        List<?> all = (List<?>) redis.call("HGETALL", NEAR.registryKey());
        for (int i = 0; i < all.size(); i += 2) {
            String name = text(all.get(i));
            if (!name.startsWith("%") && text(all.get(i + 1)).charAt(0) == state) {
                members.add(name);
            }
        }
        return members;
    }

    /** The only one. */
    String memberId() {
        Set<String> members = members('M');
        if (members.size() != 1) {
            throw new AssertionError("not one member, but " + members);
        }
        return members.iterator().next();
    }

    String nonce() {
        return redis.text("HGET", NEAR.registryKey(), "%nonce");
    }

    /** As another writer does that it has not given its word to. */
    void expelMember() {
        runner.run(operations.expel(NEAR, Set.of(memberId())));
    }

    /** As an older state of the registry has it, of before the member joined. */
    void forgetMember() {
        runner.run(operations.leave(NEAR, Set.of(memberId()), false));
    }

    private static String text(Object bytes) {
        return new String((byte[]) bytes, StandardCharsets.US_ASCII);
    }

    @Override
    public void close() {
        try (redis;
                membersRelay;
                writersRelay;
                member;
                writer) {
            membersRelay.rewrite(null);
            writersRelay.rewrite(null);
        } finally {
            if (client != null) {
                client.shutdown(0, 5, TimeUnit.SECONDS);
            }
        }
    }
}
