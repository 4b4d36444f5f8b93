package io.throughline.it.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.throughline.RedisCacheTracing;
import io.throughline.it.model.Counter;
import io.throughline.it.nodes.Counters;
import io.throughline.it.nodes.Node;
import io.throughline.it.nodes.Nodes;
import io.throughline.it.relay.Command;
import io.throughline.it.relay.Stall;
import io.throughline.it.servers.TestServers;
import io.throughline.it.settings.LogCapture;
import io.throughline.protocol.Script;
import io.throughline.protocol.Scripts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.hibernate.Session;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What OpenTelemetry learns of a node's cache. */
@Timeout(120)
class TracingTest {

    private static final Script LOCK = Scripts.shipped().lock();
    private static final Script SETTLE = Scripts.shipped().settle();
    private static final int DEADLINE = 3; // of LOCK's arguments

    /** No read is as slow. */
    private static final Duration NEVER = Duration.ofHours(1);
    /** Every read is as slow. */
    private static final Duration ALWAYS = Duration.ofNanos(1);

    private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
    private final OpenTelemetrySdk openTelemetry = OpenTelemetrySdk.builder()
            .setTracerProvider(SdkTracerProvider.builder()
                    .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                    .build())
            .build();
    private Nodes nodes;
    private Node node;
    private RedisCacheTracing tracing;

    private void start(Duration slowRead) {
        start(slowRead, builder -> builder);
    }

    private void start(Duration slowRead, UnaryOperator<Node.Builder> settings) {
        nodes = Nodes.of(settings, Counter.class);
        node = nodes.first();
        node.inTransaction(session -> {
            session.persist(new Counter(1, 1));
            session.persist(new Counter(2, 1));
        });
        nodes.awaitClocks();
        tracing = new RedisCacheTracing(node.factory(), slowRead).bindTo(openTelemetry);
    }

    @AfterEach
    void stop() {
        if (nodes != null) {
            nodes.close();
        }
        openTelemetry.close();
    }

    /** In a trace of the application's. */
    private Span request(Runnable work) {
        Span request =
                openTelemetry.getTracer("application").spanBuilder("request").startSpan();
        try (Scope scope = request.makeCurrent()) {
            Objects.requireNonNull(scope);
            work.run();
            assertThat(Span.current()).isEqualTo(request);
        } finally {
            request.end();
        }
        return request;
    }

    private List<SpanData> spans() {
        return exporter.getFinishedSpanItems().stream()
                .filter(span -> !span.getName().equals("request"))
                .toList();
    }

    private List<String> names() {
        return spans().stream().map(SpanData::getName).toList();
    }

    private SpanData only(String name) {
        List<SpanData> found =
                spans().stream().filter(span -> span.getName().equals(name)).toList();
        assertThat(found).as(name).hasSize(1);
        return found.get(0);
    }

    private static String text(SpanData span, String attribute) {
        return span.getAttributes().get(AttributeKey.stringKey(attribute));
    }

    private static Long number(SpanData span, String attribute) {
        return span.getAttributes().get(AttributeKey.longKey(attribute));
    }

    private static void assertIsPartOf(Span request, SpanData span) {
        assertThat(span.getParentSpanId()).isEqualTo(request.getSpanContext().getSpanId());
        assertThat(span.getTraceId()).isEqualTo(request.getSpanContext().getTraceId());
    }

    private static void change(Session session) {
        session.find(Counter.class, 1L).amount++;
        session.find(Counter.class, 2L).amount++;
    }

    @Test
    void theTwoPipelinesOfACommit() {
        start(NEVER);
        Span request = request(() -> node.inTransaction(TracingTest::change));

        assertThat(names()).containsExactly("throughline lock", "throughline settle");
        assertThat(spans()).allSatisfy(span -> {
            assertIsPartOf(request, span);
            assertThat(span.getKind()).isEqualTo(SpanKind.CLIENT);
            assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
            assertThat(span.getInstrumentationScopeInfo().getName()).isEqualTo("io.throughline");
            assertThat(text(span, "db.system.name")).isEqualTo("redis");
            assertThat(text(span, "db.namespace")).isEqualTo("0");
            assertThat(text(span, "db.operation.name")).isEqualTo("PIPELINE EVALSHA");
            assertThat(text(span, "db.query.summary")).isEqualTo(span.getName());
            assertThat(number(span, "db.operation.batch.size")).isEqualTo(2);
            assertThat(text(span, "server.address")).isIn("127.0.0.1", "localhost");
            assertThat(number(span, "server.port")).isEqualTo(nodes.relay().port());
            assertThat(text(span, "error.type")).isNull();
        });
        assertThat(only("throughline lock").getEndEpochNanos())
                .isLessThanOrEqualTo(only("throughline settle").getStartEpochNanos());
    }

    @Test
    void oneOperationIsNoBatch() {
        start(NEVER);
        node.inTransaction(session -> session.find(Counter.class, 1L).amount++);
        assertThat(spans()).hasSize(2).allSatisfy(span -> {
            assertThat(text(span, "db.operation.name")).isEqualTo("EVALSHA");
            assertThat(number(span, "db.operation.batch.size")).isNull();
            assertThat(span.getParentSpanContext().isValid())
                    .as("no trace of the application's")
                    .isFalse();
        });
    }

    /** The commit has returned, and its request is over, when the pipeline begins. */
    @Test
    void behindTheCommit() {
        start(NEVER, builder -> builder.set("hibernate.cache.redis.after_commit", "async"));
        try (Stall stalled = nodes.relay().stall(command -> command.runs(SETTLE))) {
            Span request = request(() -> node.inTransaction(TracingTest::change));
            stalled.awaitStalled(Duration.ofSeconds(30));
            assertThat(names()).containsExactly("throughline lock");
            stalled.release();
            Nodes.await(() -> spans().size() == 2);
            assertIsPartOf(request, only("throughline settle"));
        }
    }

    /** A transaction that only loads: would Redis store them? Then it does. */
    @Test
    void loadsAskAndArePut() {
        start(NEVER);
        node.factory().getCache().evictEntityData(Counter.class);
        nodes.awaitClocks();
        Span request = request(() -> node.inTransaction(TracingTest::loadAll));
        assertThat(names()).containsExactly("throughline ask", "throughline settle");
        assertThat(spans()).allSatisfy(span -> assertIsPartOf(request, span));
        nodes.awaitClocks();
        exporter.reset();
        node.inTransaction(TracingTest::loadAll);
        assertThat(names()).as("Redis is known to have them").isEmpty();
    }

    private static void loadAll(Session session) {
        assertThat(session.createQuery("from Counter", Counter.class).getResultList())
                .hasSize(2);
    }

    @Test
    void nothingForWhatSendsNothingAndForFastReads() {
        start(NEVER);
        node.inTransaction(session -> {});
        node.inTransaction(session -> {
            assertThat(session.find(Counter.class, 1L)).isNotNull(); // a hit
            change(session);
            session.getTransaction().setRollbackOnly();
        });
        try (Session session = node.factory().openSession()) {
            assertThat(session.find(Counter.class, 1L)).isNotNull();
        }
        assertThat(spans()).isEmpty();
    }

    @Test
    void aReadThatIsSlow() {
        Duration slow = Duration.ofMillis(50);
        start(slow);
        Span request;
        try (Stall stalled = nodes.relay().stall(Command.named("MGET"))) {
            CompletableFuture<Span> reading = CompletableFuture.supplyAsync(() ->
                    request(() -> node.inTransaction(session -> session.find(Counter.class, 1L))));
            stalled.awaitStalled(Duration.ofSeconds(30));
            long at = System.nanoTime();
            Nodes.await(() -> System.nanoTime() - at > slow.toNanos());
            stalled.release();
            request = reading.join();
        }
        SpanData read = only("throughline read");
        assertIsPartOf(request, read);
        assertThat(read.getKind()).isEqualTo(SpanKind.CLIENT);
        assertThat(read.getEndEpochNanos() - read.getStartEpochNanos()).isGreaterThanOrEqualTo(slow.toNanos());
        assertThat(read.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
        assertThat(text(read, "db.system.name")).isEqualTo("redis");
        assertThat(text(read, "db.operation.name")).isEqualTo("MGET");
        assertThat(text(read, "db.namespace")).isEqualTo("0");
        assertThat(number(read, "server.port")).isEqualTo(nodes.relay().port());
        assertThat(number(read, "throughline.keys"))
                .as("the entry and its stripe")
                .isEqualTo(2);
    }

    /** One by one, together, and of a query with its tables. */
    @Test
    void readsOfEachKind() {
        start(ALWAYS, builder -> builder.set("hibernate.cache.use_query_cache", "true"));
        node.inTransaction(session -> session.find(Counter.class, 1L));
        assertThat(number(only("throughline read"), "throughline.keys")).isEqualTo(2);
        exporter.reset();
        node.inTransaction(session -> io.throughline.Prefetch.entities(session, Counter.class, List.of(1L, 2L)));
        assertThat(number(only("throughline read"), "throughline.keys")).isEqualTo(4);
        for (int i = 0; i < 2; i++) { // the first puts the result, the second learns what tables it is over
            query();
            nodes.awaitClocks();
        }
        exporter.reset();
        query();
        assertThat(number(spans().get(0), "throughline.keys"))
                .as("the result, its stripe, and its table")
                .isEqualTo(3);
        exporter.reset();
        assertThat(node.factory().getCache().containsEntity(Counter.class, 1L)).isTrue();
        assertThat(names()).containsExactly("throughline read");
    }

    private void query() {
        node.inTransaction(session -> session.createQuery("select c.amount from Counter c", Long.class)
                .setCacheable(true)
                .getResultList());
    }

    @Test
    void aReadThatIsNotAnswered() {
        start(Duration.ofMillis(100), builder -> builder.set("hibernate.cache.redis.command_timeout", "3s"));
        Nodes.await(() -> Counters.isHit(node)); // the node believes what is in Redis, and so will ask
        exporter.reset(); // on a busy machine a read that is answered may be slow
        nodes.relay().swallow(Command.named("MGET"));
        node.inTransaction(
                session -> assertThat(session.find(Counter.class, 1L)).isNotNull());
        SpanData read = only("throughline read");
        assertThat(read.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(text(read, "error.type")).isNotNull();
    }

    @Test
    void redisIsDown() {
        start(NEVER);
        nodes.relay().refuse();
        // a find that still asked Redis would leave a put, which goes with the locks
        Nodes.await(() -> !node.believesRedis());
        Span request = request(() -> node.inTransaction(TracingTest::change));
        assertThat(names()).containsExactly("throughline lock", "throughline settle");
        assertThat(spans()).allSatisfy(span -> {
            assertIsPartOf(request, span);
            assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
            assertThat(span.getStatus().getDescription()).isNotBlank().hasSizeLessThan(200);
            assertThat(text(span, "error.type")).matches("[\\w.]+Exception");
            assertThat(number(span, "throughline.failed")).isEqualTo(2);
            assertThat(text(span, "db.response.status_code")).isNull();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"OOM command not allowed when used memory > 'maxmemory'.", "ERR no"})
    void redisRefuses(String error) {
        start(NEVER);
        nodes.relay()
                .rewrite(command -> command.runs(SETTLE)
                        ? Command.of("EVAL", "return redis.error_reply(ARGV[1])", "0", error)
                        : command);
        node.inTransaction(session -> session.find(Counter.class, 1L).amount++);
        nodes.relay().rewrite(null);
        assertThat(only("throughline lock").getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
        SpanData settle = only("throughline settle");
        String code = error.substring(0, 3);
        assertThat(settle.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(settle.getStatus().getDescription()).startsWith(code + " ").doesNotContain("channel");
        assertThat(text(settle, "db.response.status_code")).isEqualTo(code);
        assertThat(text(settle, "error.type")).isEqualTo(code);
        assertThat(number(settle, "throughline.failed")).isEqualTo(1);
    }

    @Test
    void aLockThatComesTooLate() {
        start(NEVER);
        nodes.relay()
                .rewrite(command ->
                        command.runs(LOCK) ? command.with(command.argumentOf(LOCK, DEADLINE), "1") : command);
        node.inTransaction(session -> session.find(Counter.class, 1L).amount++);
        SpanData lock = only("throughline lock");
        assertThat(lock.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(text(lock, "error.type")).isEqualTo("deadline_passed");
        assertThat(number(lock, "throughline.failed")).isEqualTo(1);
    }

    @Test
    void nothingAfterTheEnd() {
        start(ALWAYS);
        assertThatThrownBy(() -> new RedisCacheTracing(node.factory()).bindTo(openTelemetry))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("already traced");
        tracing.close();
        node.inTransaction(TracingTest::change);
        assertThat(spans()).isEmpty();
        tracing.bindTo(openTelemetry);
        node.inTransaction(TracingTest::change);
        assertThat(spans()).isNotEmpty();
    }

    /** What the application has hung in throws: at the begin, or at the end. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFailureOfTheTracingIsNoFailureOfTheCommit(boolean atTheBegin) {
        start(NEVER);
        tracing.close();
        try (LogCapture log = new LogCapture()) {
            OpenTelemetry broken = OpenTelemetrySdk.builder()
                    .setTracerProvider(SdkTracerProvider.builder()
                            .addSpanProcessor(new BrokenProcessor(atTheBegin))
                            .build())
                    .build();
            new RedisCacheTracing(node.factory(), ALWAYS).bindTo(broken);
            for (int i = 0; i < 3; i++) {
                node.inTransaction(TracingTest::change);
            }
            nodes.awaitClocks();
            assertThat(nodes.second().<Long>fromTransaction(session -> session.find(Counter.class, 1L).amount))
                    .isEqualTo(4);
            assertThat(nodes.second().activity().of(io.throughline.metrics.CacheActivity.Event.HIT))
                    .as("it was written through")
                    .isPositive();
            assertThat(log.withNumber(18)).hasSize(1).allMatch(line -> line.contains("broken processor"));
        }
    }

    /** The page names each span and each attribute, and no others. */
    @Test
    void thePageListsThem() throws IOException {
        start(ALWAYS);
        node.factory().getCache().evictEntityData(Counter.class);
        nodes.awaitClocks();
        node.inTransaction(TracingTest::loadAll);
        nodes.relay()
                .rewrite(command ->
                        command.runs(SETTLE) ? Command.of("EVAL", "return redis.error_reply('ERR no')", "0") : command);
        node.inTransaction(TracingTest::change);
        nodes.relay().rewrite(null);
        String page = Files.readString(Path.of("..", "docs", "tracing.md"));
        assertThat(firstCells(page, "| span |")).containsExactlyInAnyOrderElementsOf(new TreeSet<>(names()));
        assertThat(firstCells(page, "| attribute |"))
                .containsExactlyInAnyOrderElementsOf(spans().stream()
                        .flatMap(span -> span.getAttributes().asMap().keySet().stream())
                        .map(AttributeKey::getKey)
                        .collect(Collectors.toCollection(TreeSet::new)));
        assertThat(page).contains(RedisCacheTracing.DEFAULT_SLOW_READ.toMillis() + " ms");
    }

    private static List<String> firstCells(String page, String header) {
        return page.lines()
                .dropWhile(line -> !line.startsWith(header))
                .skip(2)
                .takeWhile(line -> line.startsWith("|"))
                .flatMap(line -> Pattern.compile("`([^`]+)`")
                        .matcher(line.split("\\|")[1])
                        .results())
                .map(code -> code.group(1))
                .toList();
    }

    @Test
    void whatIsNotAccepted() {
        start(NEVER);
        for (Duration refused : List.of(Duration.ZERO, Duration.ofMillis(-1), Duration.ofDays(1))) {
            assertThatThrownBy(() -> new RedisCacheTracing(node.factory(), refused))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("slowRead=" + refused)
                    .hasMessageContaining("accepted: ");
        }
        try (Node plain = Node.on(TestServers.postgres().createDatabase())
                .withoutCache()
                .entities(Counter.class)
                .start()) {
            assertThatThrownBy(() -> new RedisCacheTracing(plain.factory()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("factory_class=redis");
        }
    }
}
