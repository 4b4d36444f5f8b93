package io.throughline;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.throughline.metrics.ActivityListener.Phase;
import io.throughline.metrics.CacheMessages;
import io.throughline.protocol.Call;
import io.throughline.protocol.Pipeline;
import io.throughline.protocol.RedisRefusedException;
import io.throughline.protocol.RedisUnavailableException;
import io.throughline.tracing.Trace;
import io.throughline.tracing.Tracer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Makes the spans with OpenTelemetry. Their names follow its semantic conventions for database clients and for Redis. */
final class OpenTelemetrySpans implements Tracer {

    private static final AttributeKey<String> SYSTEM = AttributeKey.stringKey("db.system.name");
    private static final AttributeKey<String> DATABASE = AttributeKey.stringKey("db.namespace");
    private static final AttributeKey<String> OPERATION = AttributeKey.stringKey("db.operation.name");
    private static final AttributeKey<Long> BATCH_SIZE = AttributeKey.longKey("db.operation.batch.size");
    private static final AttributeKey<String> SUMMARY = AttributeKey.stringKey("db.query.summary");
    private static final AttributeKey<String> STATUS_CODE = AttributeKey.stringKey("db.response.status_code");
    private static final AttributeKey<String> ADDRESS = AttributeKey.stringKey("server.address");
    private static final AttributeKey<Long> PORT = AttributeKey.longKey("server.port");
    private static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");
    private static final AttributeKey<Long> KEYS = AttributeKey.longKey("throughline.keys");
    private static final AttributeKey<Long> FAILED = AttributeKey.longKey("throughline.failed");

    private static final String NAME_PREFIX = "throughline ";
    private static final String SLOW_READ = "read";
    private static final String TOO_LATE = "deadline_passed";

    private final io.opentelemetry.api.trace.Tracer tracer;
    private final long slowReadNanos;
    private final AtomicBoolean saidFailed = new AtomicBoolean();

    OpenTelemetrySpans(io.opentelemetry.api.trace.Tracer tracer, Duration slowRead) {
        this.tracer = tracer;
        this.slowReadNanos = slowRead.toNanos();
    }

    @Override
    public long slowReadNanos() {
        return slowReadNanos;
    }

    @Override
    public Trace current() {
        return new Within(Context.current());
    }

    /** What the application has plugged into OpenTelemetry may throw anything. A commit must not fail because of it. */
    private void failed(RuntimeException e) {
        if (saidFailed.compareAndSet(false, true)) {
            CacheMessages.LOG.notTraced(e.toString());
        }
    }

    private SpanBuilder span(String name, String operation, Context parent, Pipeline.@Nullable Server server) {
        SpanBuilder span = tracer.spanBuilder(NAME_PREFIX + name)
                .setParent(parent)
                .setSpanKind(SpanKind.CLIENT)
                .setAttribute(SYSTEM, "redis")
                .setAttribute(OPERATION, operation)
                .setAttribute(SUMMARY, NAME_PREFIX + name);
        if (server != null) {
            span.setAttribute(ADDRESS, server.host())
                    .setAttribute(PORT, (long) server.port())
                    .setAttribute(DATABASE, String.valueOf(server.database()));
        }
        return span;
    }

    private static void fail(Span span, @Nullable Throwable failure) {
        if (failure == null) {
            span.setAttribute(ERROR_TYPE, TOO_LATE).setStatus(StatusCode.ERROR, "the deadline had passed");
            return;
        }
        if (failure instanceof RedisRefusedException refused) {
            span.setAttribute(STATUS_CODE, refused.code()).setAttribute(ERROR_TYPE, refused.code());
        } else {
            Throwable cause = failure instanceof RedisUnavailableException && failure.getCause() != null
                    ? failure.getCause()
                    : failure;
            String type = cause.getClass().getCanonicalName();
            span.setAttribute(ERROR_TYPE, type == null ? cause.getClass().getName() : type);
        }
        span.setStatus(StatusCode.ERROR, String.valueOf(failure.getMessage()));
    }

    /** Spans made here are children of the span that was current when this was made. */
    private final class Within implements Trace {

        private final Context parent;

        Within(Context parent) {
            this.parent = parent;
        }

        @Override
        public Step begin(Phase phase, List<Call> calls, Pipeline redis) {
            try {
                SpanBuilder span = span(
                        phase.name().toLowerCase(Locale.ROOT),
                        calls.size() > 1 ? "PIPELINE EVALSHA" : "EVALSHA",
                        parent,
                        redis.server(calls.stream().flatMap(call -> call.keys().stream())::iterator));
                if (calls.size() > 1) {
                    span.setAttribute(BATCH_SIZE, (long) calls.size());
                }
                return new UnderWay(span.startSpan());
            } catch (RuntimeException e) {
                failed(e);
                return Trace.NONE.begin(phase, calls, redis);
            }
        }

        @Override
        public void slowRead(List<String> keys, long nanos, @Nullable Throwable failure, Pipeline redis) {
            try {
                Instant end = Instant.now();
                Span span = span(SLOW_READ, "MGET", parent, redis.server(keys))
                        .setStartTimestamp(end.minusNanos(nanos))
                        .setAttribute(KEYS, (long) keys.size())
                        .startSpan();
                if (failure != null) {
                    fail(span, failure);
                }
                span.end(end);
            } catch (RuntimeException e) {
                failed(e);
            }
        }
    }

    private final class UnderWay implements Trace.Step {

        private final Span span;

        UnderWay(Span span) {
            this.span = span;
        }

        @Override
        public void end(int failed, @Nullable Throwable failure) {
            try {
                if (failed > 0) {
                    span.setAttribute(FAILED, (long) failed);
                    fail(span, failure);
                }
                span.end();
            } catch (RuntimeException e) {
                failed(e);
            }
        }
    }
}
