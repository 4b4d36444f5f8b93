package io.throughline.it.history;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.throughline.it.history.Write.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAccumulator;
import org.jspecify.annotations.Nullable;

/**
 * What one life of a worker process saw, one line an event, in a file of its own. Each line is handed to the operating system before the worker
 * goes on, so that a process that is killed loses at most the line that it was writing. Safe for all threads.
 */
final class HistoryLog implements AutoCloseable {

    private static final String NO_ROW = "-";

    private final FileChannel file;
    private final LongAccumulator lastHit = new LongAccumulator(Math::max, Long.MIN_VALUE);

    HistoryLog(Path path) {
        try {
            file = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + path, e);
        }
    }

    void read(Read read) {
        line(
                "R",
                read.reader(),
                read.operation(),
                read.register(),
                read.since(),
                read.start(),
                read.end(),
                read.hit(),
                read.mark() == null ? NO_ROW : read.mark());
        if (read.hit()) {
            lastHit.accumulate(read.start());
        }
    }

    /** When the last read began that was a hit; {@link Long#MIN_VALUE} before the first one. */
    long lastHit() {
        return lastHit.get();
    }

    void call(Call call) {
        line("C", call.process(), call.operation(), call.start(), call.end(), call.error());
    }

    /** Before its transaction begins. */
    void begun(String transaction, String operation, List<String> registers, long time) {
        line("B", transaction, operation, time, String.join(",", registers));
    }

    /** @param committing when {@code commit()} was called, 0 if it was not */
    void ended(String transaction, Outcome outcome, boolean locked, long committing, long time, String error) {
        line("W", transaction, outcome, locked, committing, time, error);
    }

    private synchronized void line(Object... fields) {
        StringBuilder line = new StringBuilder();
        for (Object field : fields) {
            line.append(line.isEmpty() ? "" : "\t").append(field.toString().replaceAll("\\s+", " "));
        }
        ByteBuffer bytes = ByteBuffer.wrap(line.append('\n').toString().getBytes(UTF_8));
        try {
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is in the logs of all workers. */
    record Contents(List<Read> reads, List<Call> calls, List<Write> writes) {}

    static Contents contents(Collection<Path> logs) {
        List<Read> reads = new ArrayList<>();
        List<Call> calls = new ArrayList<>();
        Map<String, Write> writes = new LinkedHashMap<>();
        for (Path log : logs) {
            for (String line : lines(log)) {
                String[] field = line.split("\t", -1);
                switch (field[0]) {
                    case "R" -> reads.add(readOf(field));
                    case "C" -> calls.add(new Call(field[1], field[2], time(field[3]), time(field[4]), field[5]));
                    case "B" -> writes.put(field[1], begunOf(field));
                    case "W" ->
                        writes.computeIfPresent(
                                field[1],
                                (name, write) -> write.ended(
                                        Outcome.valueOf(field[2]),
                                        Boolean.parseBoolean(field[3]),
                                        time(field[4]),
                                        time(field[5]),
                                        field[6]));
                    default -> throw new IllegalStateException(log + " holds a line that nobody writes: " + line);
                }
            }
        }
        return new Contents(reads, calls, List.copyOf(writes.values()));
    }

    /** Without a last one that was not written to its end. */
    private static List<String> lines(Path log) {
        try {
            String all = Files.readString(log);
            return all.substring(0, all.lastIndexOf('\n') + 1).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Read readOf(String[] field) {
        return new Read(
                field[1].intern(), // few names, many lines
                field[2].intern(),
                field[3].intern(),
                time(field[4]),
                time(field[5]),
                time(field[6]),
                Boolean.parseBoolean(field[7]),
                mark(field[8]));
    }

    private static @Nullable String mark(String field) {
        return field.equals(NO_ROW) ? null : field;
    }

    private static Write begunOf(String[] field) {
        return new Write(
                field[1], field[2], List.of(field[4].split(",")), time(field[3]), 0, 0, Outcome.UNKNOWN, true, "");
    }

    private static long time(String field) {
        return Long.parseLong(field);
    }
}
