package io.throughline.it.tracing;

import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;

/** Throws when a span begins, or when it ends. */
record BrokenProcessor(boolean atTheBegin) implements SpanProcessor {

    @Override
    public void onStart(Context parent, ReadWriteSpan span) {
        if (atTheBegin) {
            throw new IllegalStateException("broken processor");
        }
    }

    @Override
    public boolean isStartRequired() {
        return true;
    }

    @Override
    public void onEnd(ReadableSpan span) {
        if (!atTheBegin) {
            throw new IllegalStateException("broken processor");
        }
    }

    @Override
    public boolean isEndRequired() {
        return true;
    }
}
