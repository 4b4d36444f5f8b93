package io.throughline.inspect;

import io.throughline.codec.KeyText;
import io.throughline.inspect.LiveRedis.Found;
import io.throughline.inspect.SmallReads.Position;
import io.throughline.inspect.SmallReads.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Walks through the namespace again and again while somebody is looking, on a thread of its own. It rests after each round and pauses within it. What
 * it found last can be read by all threads.
 */
final class CacheScanner implements AutoCloseable {

    private static final int SCAN_COUNT = 1000;
    private static final int CHUNK = 200;
    private static final int FENCES = 256 * Long.BYTES;
    private static final long PART_EVERY_MILLIS = 1000;
    private static final long LAST_CALL_MILLIS = 500;

    private final LiveRedis live;
    private final SmallReads reads;
    private final String namespace;
    private final Limits limits;
    private final Looking looking;
    private final EntryHistories histories;
    private final RandomGenerator random = RandomGenerator.getDefault();
    private final Thread thread = new Thread(this::run, "throughline-scanner");
    private volatile @Nullable Snapshot last;
    private volatile @Nullable String failure;
    private volatile int keysSoFar;

    /**
     * What the walk may cost.
     *
     * @param pause the shortest pause between two calls
     * @param rest the pause after a round
     * @param keys the most keys to look at
     * @param sampled how many keys of each region are asked for their memory
     */
    record Limits(Duration pause, Duration rest, int keys, int sampled) {}

    /** @param namespace not encoded */
    CacheScanner(LiveRedis live, String namespace, Limits limits, Looking looking, EntryHistories histories) {
        this.live = live;
        this.reads = new SmallReads(live);
        this.namespace = namespace;
        this.limits = limits;
        this.looking = looking;
        this.histories = histories;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** {@code null} before the first second of the first round is over. */
    @Nullable
    Snapshot last() {
        return last;
    }

    /** Why the last round has failed; {@code null} if it has not. */
    @Nullable
    String failure() {
        return failure;
    }

    /** How many keys the current round has seen. */
    int keysSoFar() {
        return keysSoFar;
    }

    int keysAtMost() {
        return limits.keys();
    }

    private void run() {
        long round = 0;
        try {
            while (!Thread.currentThread().isInterrupted()) {
                looking.await();
                try {
                    new Round(++round).go();
                    failure = null;
                } catch (CannotInspectException e) {
                    failure = e.getMessage();
                } catch (RuntimeException e) {
                    failure = "The scanner has failed, and tries again: " + e;
                }
                Looking.rest(limits.rest());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
        }
    }

    /** A call that Redis does not answer is not waited for: it ends with the client. */
    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(LAST_CALL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private final class Round {

        private final Pace pace = new Pace(limits.pause());
        private final long begun = System.nanoTime();
        private final Map<String, SeenRegion.Builder> regions = new TreeMap<>();
        private final Map<String, SampledMemory> memory = new TreeMap<>();
        private long partAt = System.currentTimeMillis();
        private boolean inCluster;
        private long serverAhead;
        private int keys;
        private int otherKeys;
        private boolean cutOff;
        private @Nullable String memoryRefused;
        private final long number;
        private NearMembers members = NearMembers.NONE;

        Round(long number) {
            this.number = number;
        }

        void go() throws InterruptedException {
            keysSoFar = 0;
            inCluster = live.isCluster();
            long now = pace.call(live::now);
            serverAhead = now - System.currentTimeMillis() * 1000;
            members = NearMembers.read(reads, pace, namespace);
            if (!walk()) {
                return; // nobody is looking any more
            }
            fences();
            memory();
            last = snapshot(true);
        }

        private boolean walk() throws InterruptedException {
            String pattern = KeyText.name(namespace).replaceAll("([\\\\*?\\[\\]])", "\\\\$1") + ":*";
            Position position = null;
            do {
                if (!looking.isGoingOn()) {
                    return false;
                }
                Position from = position;
                Step step = pace.call(() -> reads.scan(pattern, from, SCAN_COUNT));
                heads(step.keys());
                position = step.next();
                cutOff = position != null && keys >= limits.keys();
            } while (position != null && !cutOff);
            return true;
        }

        private void heads(List<String> found) throws InterruptedException {
            for (int from = 0; from < found.size(); from += CHUNK) {
                List<String> chunk = found.subList(from, Math.min(found.size(), from + CHUNK));
                long now = System.currentTimeMillis();
                List<@Nullable Found> heads = pace.call(() -> reads.heads(chunk, SeenEntry.HEAD));
                for (int i = 0; i < chunk.size(); i++) {
                    seen(chunk.get(i), heads.get(i), now);
                }
                keysSoFar = keys;
                Snapshot before = last;
                if ((before == null || !before.complete()) && now - partAt >= PART_EVERY_MILLIS) {
                    partAt = now;
                    last = snapshot(false);
                }
            }
        }

        private void seen(String key, @Nullable Found head, long now) {
            histories.seen(key, head, now);
            if (head == null) {
                return; // it has gone meanwhile
            }
            keys++;
            KeyName name = KeyName.parseIfKnown(key);
            if (name == null) {
                otherKeys++;
                return;
            }
            regions.computeIfAbsent(name.region(), region -> new SeenRegion.Builder(region, limits.sampled(), random))
                    .add(name, key, head, now);
        }

        private void fences() throws InterruptedException {
            for (SeenRegion.Builder region : regions.values()) {
                String key = region.fencesKey();
                if (key != null) {
                    Found fences =
                            pace.call(() -> reads.heads(List.of(key), FENCES)).get(0);
                    if (fences != null) {
                        region.fences(fences.bytes());
                    }
                }
            }
        }

        private void memory() throws InterruptedException {
            try {
                for (Map.Entry<String, SeenRegion.Builder> region : regions.entrySet()) {
                    List<Long> asked = new ArrayList<>();
                    List<String> sample = region.getValue().sample();
                    for (int from = 0; from < sample.size(); from += CHUNK) {
                        List<String> chunk = sample.subList(from, Math.min(sample.size(), from + CHUNK));
                        for (Long bytes : pace.call(() -> reads.memory(chunk))) {
                            if (bytes != null) {
                                asked.add(bytes);
                            }
                        }
                    }
                    SampledMemory told =
                            SampledMemory.of(asked, region.getValue().size());
                    if (told != null) {
                        memory.put(region.getKey(), told);
                    }
                }
            } catch (CannotInspectException e) {
                if (!String.valueOf(e.getMessage()).contains("NOPERM")) {
                    throw e;
                }
                memoryRefused = "the user may not ask for it: +memory|usage";
            }
        }

        private Snapshot snapshot(boolean complete) {
            return new Snapshot(
                    number,
                    complete,
                    cutOff,
                    System.currentTimeMillis(),
                    Duration.ofNanos(System.nanoTime() - begun),
                    pace.waited(),
                    pace.calls(),
                    keys,
                    otherKeys,
                    serverAhead,
                    regions.entrySet().stream()
                            .map(region -> region.getValue().build(inCluster, memory.get(region.getKey())))
                            .toList(),
                    members,
                    memoryRefused);
        }
    }
}
