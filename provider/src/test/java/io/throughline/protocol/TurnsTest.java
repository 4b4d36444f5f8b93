package io.throughline.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TurnsTest {

    private final AtomicLong nanos = new AtomicLong();
    private final Turns turns = new Turns(1000, nanos::get);

    @Test
    void oneAtATime() {
        Turns.Turn first = turns.take();
        assertThat(turns.take()).isNull();
        first.end();
        assertThat(turns.take()).isNotNull();
    }

    /** Its end was never told. */
    @Test
    void whoTakesTooLongHasLostIt() {
        Turns.Turn first = turns.take();
        nanos.set(999);
        assertThat(turns.take()).isNull();
        nanos.set(1000);
        assertThat(turns.take()).isNotNull();
        first.end();
        assertThat(turns.take()).as("the late end is not the second one's").isNull();
    }
}
