package io.throughline.it.history;

import io.throughline.it.nodes.Nodes;
import io.throughline.it.relay.RedisRelay;
import io.throughline.it.servers.Database;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The worker processes, each with its own relay to Redis, and each with one life after the other. */
final class Fleet implements AutoCloseable {

    private static final int THREADS = 3; // of a worker
    private static final Duration HITS_PATIENCE = Duration.ofMinutes(3);

    private final Path directory;
    private final Database database;
    private final Map<String, String> hibernate;
    private final List<Member> members = new ArrayList<>();
    private final List<Path> logs = new ArrayList<>();

    private static final class Member {
        private final int number;
        private final RedisRelay relay;
        private int lives;
        private WorkerProcess process;

        private Member(int number, RedisRelay relay) {
            this.number = number;
            this.relay = relay;
        }
    }

    /** @param hibernate settings of the workers' session factories */
    Fleet(Path directory, Database database, List<RedisRelay> relays, Map<String, String> hibernate) {
        this.directory = directory;
        this.database = database;
        this.hibernate = hibernate;
        relays.forEach(relay -> members.add(new Member(members.size() + 1, relay)));
        members.forEach(this::begin);
        members.forEach(member -> member.process.awaitReady());
    }

    private void begin(Member member) {
        member.lives++;
        String name = member.number + "." + member.lives;
        Path log = directory.resolve(name + ".log");
        logs.add(log);
        member.process = WorkerProcess.start(
                new WorkerSettings(name, log, database, member.relay.uri(), THREADS, hibernate), directory);
    }

    int size() {
        return members.size();
    }

    RedisRelay relay(int worker) {
        return members.get(worker).relay;
    }

    List<RedisRelay> relays() {
        return members.stream().map(member -> member.relay).toList();
    }

    /** Of all lives. */
    List<Path> logs() {
        return List.copyOf(logs);
    }

    void go() {
        members.forEach(member -> member.process.go());
    }

    /** When nothing is under way any more. */
    void pause() {
        members.forEach(member -> member.process.pause());
    }

    /** SIGKILL. */
    void kill(int worker) {
        members.get(worker).process.kill();
    }

    /** SIGSTOP. */
    void freeze(int worker) {
        members.get(worker).process.freeze();
    }

    /** SIGCONT. */
    void thaw(int worker) {
        members.get(worker).process.thaw();
    }

    /** After {@link #kill}; returns when it works again. */
    void revive(int worker) {
        Member member = members.get(worker);
        begin(member);
        member.process.awaitReady();
        member.process.go();
    }

    /** The same for all of them. None works before all are ready: those that start need the processors. */
    void reviveAll() {
        members.forEach(this::begin);
        members.forEach(member -> member.process.awaitReady());
        go();
    }

    /**
     * Until each has had a hit with a read that began after that time, of {@link System#nanoTime()}. On a machine that is so busy that commands take longer than
     * {@code command_timeout} each process loses the contact with Redis every few seconds, and believes only what was put since: it has been seen to take 13 s.
     */
    void awaitHits(long time) {
        for (Member member : members) {
            Nodes.await(
                    HITS_PATIENCE,
                    "A hit of worker " + member.number + "." + member.lives,
                    () -> member.process.lastHit() >= time);
        }
    }

    /** Until none owes anything to Redis. */
    void awaitSettled() {
        Nodes.await(() -> members.stream().allMatch(member -> member.process.unsettled() == 0));
    }

    @Override
    public void close() {
        members.forEach(member -> member.process.close());
    }
}
