package io.throughline.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LongValuesTest {

    private static final String REPLIES =
            "*2\r\n$4\r\n$99\n\r\n$-1\r\n+OK\r\n:12\r\n-ERR $70000000 is no length\r\n$0\r\n\r\n";
    private static final String LONG = "$" + (LongValues.LONGEST + 1) + "\r\n";

    private final AtomicInteger skipping = new AtomicInteger();
    private final AtomicInteger found = new AtomicInteger();
    private final EmbeddedChannel channel = new EmbeddedChannel(new LongValues(new LongValues.Listener() {
        @Override
        public void found(List<String> keys) {
            found.incrementAndGet();
        }

        @Override
        public void skipping() {
            skipping.incrementAndGet();
        }
    }));

    @AfterEach
    void nothingIsHeld() {
        channel.finishAndReleaseAll();
    }

    @Test
    void allElsePassesAsItIs() {
        assertThat(passed(REPLIES.getBytes(StandardCharsets.ISO_8859_1))).isEqualTo(REPLIES);
        assertThat(skipping).hasValue(0);
        assertThat(found).hasValue(0);
    }

    @Test
    void howeverItIsCut() {
        Random random = new Random(1);
        String all = REPLIES.repeat(50);
        StringBuilder passed = new StringBuilder();
        int at = 0;
        while (at < all.length()) {
            int to = Math.min(all.length(), at + 1 + random.nextInt(7));
            passed.append(passed(all.substring(at, to).getBytes(StandardCharsets.ISO_8859_1)));
            at = to;
        }
        assertThat(passed).hasToString(all);
    }

    /** At once: its reader does not wait until it is all there. */
    @Test
    void aShortOneStandsInForALongOne() {
        assertThat(passed(("*2\r\n$1\r\ns\r\n" + LONG).getBytes(StandardCharsets.ISO_8859_1)))
                .isEqualTo("*2\r\n$1\r\ns\r\n$1\r\n?\r\n");
        byte[] part = new byte[1 << 20];
        long left = LongValues.LONGEST + 1;
        while (left > 0) {
            int some = (int) Math.min(left, part.length);
            assertThat(passed(part.length == some ? part : new byte[some])).isEmpty();
            left -= some;
        }
        assertThat(passed(("\r\n" + REPLIES).getBytes(StandardCharsets.ISO_8859_1)))
                .isEqualTo(REPLIES);
        assertThat(skipping.get()).isPositive();
        assertThat(found).hasValue(1);
    }

    @Test
    void itsLineMayComeInTwoParts() {
        assertThat(passed(LONG.substring(0, 5).getBytes(StandardCharsets.ISO_8859_1)))
                .isEmpty();
        assertThat(passed(LONG.substring(5).getBytes(StandardCharsets.ISO_8859_1)))
                .isEqualTo("$1\r\n?\r\n");
    }

    private String passed(byte[] arrived) {
        channel.writeInbound(Unpooled.copiedBuffer(arrived));
        ByteArrayOutputStream passed = new ByteArrayOutputStream();
        for (ByteBuf part = channel.readInbound(); part != null; part = channel.readInbound()) {
            byte[] bytes = new byte[part.readableBytes()];
            part.readBytes(bytes);
            passed.writeBytes(bytes);
            part.release();
        }
        return passed.toString(StandardCharsets.ISO_8859_1);
    }
}
