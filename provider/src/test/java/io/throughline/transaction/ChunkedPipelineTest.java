package io.throughline.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.protocol.Call;
import io.throughline.protocol.Pipeline;
import io.throughline.protocol.Reply;
import io.throughline.protocol.Scripts;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** However long, it holds no more than a chunk, and forgets nothing. */
class ChunkedPipelineTest {

    private final List<Integer> sent = new ArrayList<>();
    private final List<Integer> failed = new ArrayList<>();
    private int made;
    private int most;
    private int down = Integer.MAX_VALUE;

    private final ChunkedPipeline pipeline = new ChunkedPipeline(chunk -> {
        most = Math.max(most, made - sent.stream().mapToInt(Integer::intValue).sum());
        sent.add(chunk.size());
        if (sent.size() > down) {
            List<Runnable> undone = new ArrayList<>();
            for (Call ignored : chunk.calls()) {
                undone.add(() -> failed.add(0));
            }
            return new PlannedPipeline.Outcome(undone, new IllegalStateException("down"), true);
        }
        return new PlannedPipeline.Outcome(List.of(), null, false);
    });

    private void add(int bytes) {
        if (!pipeline.isBroken()) {
            made++;
        }
        pipeline.add(
                new Call(Scripts.shipped().settle(), List.of("stripe", "entry"), List.of(new byte[bytes])),
                (Reply reply) -> {},
                () -> failed.add(1));
    }

    @Test
    void itHoldsAChunkOfCalls() {
        for (int i = 0; i < 3500; i++) {
            add(1);
        }
        pipeline.flush();
        assertThat(sent).containsExactly(Pipeline.CHUNK, Pipeline.CHUNK, Pipeline.CHUNK, 500);
        assertThat(most).as("made, and not sent yet").isLessThanOrEqualTo(Pipeline.CHUNK + 1);
        assertThat(pipeline.outcome().failed()).isEmpty();
    }

    /** Large states fill it earlier. */
    @Test
    void itHoldsSoManyBytes() {
        int large = (int) (ChunkedPipeline.MOST_BYTES / 4);
        for (int i = 0; i < 9; i++) {
            add(large);
        }
        add((int) ChunkedPipeline.MOST_BYTES + 1);
        pipeline.flush();
        assertThat(sent).containsExactly(4, 4, 1, 1);
    }

    /** What comes after a chunk that was not answered is not sent, and has failed too: it is owed. */
    @Test
    void whatIsNotSentHasFailed() {
        down = 1;
        for (int i = 0; i < 3500; i++) {
            add(1);
        }
        pipeline.flush();
        assertThat(sent).hasSize(2);
        assertThat(pipeline.isBroken()).isTrue();
        assertThat(pipeline.outcome().failed()).hasSize(2500);
        assertThat(pipeline.outcome().why()).isEqualTo("down");
    }
}
