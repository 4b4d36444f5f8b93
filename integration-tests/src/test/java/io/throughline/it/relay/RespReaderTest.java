package io.throughline.it.relay;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RespReaderTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "+OK\r\n",
                "-ERR no\r\n",
                ":-12\r\n",
                "$0\r\n\r\n",
                "$-1\r\n",
                "$4\r\na\r\nb\r\n",
                "*-1\r\n",
                "*0\r\n",
                "*3\r\n:1\r\n*2\r\n$1\r\na\r\n*0\r\n+end\r\n",
                "_\r\n",
                "#t\r\n",
                ",1.5\r\n",
                "(123456789012345678901234567890\r\n",
                "!5\r\nERR x\r\n",
                "=7\r\ntxt:abc\r\n",
                "~2\r\n:1\r\n:2\r\n",
                "%2\r\n+a\r\n:1\r\n+b\r\n*1\r\n:2\r\n",
                ">2\r\n+invalidate\r\n*1\r\n$1\r\nk\r\n",
                "|1\r\n+ttl\r\n:3\r\n*2\r\n:1\r\n:2\r\n"
            })
    void everyReplyIsCutWholeAndUnchanged(String reply) throws IOException {
        RespReader reader = reader(oneByteAtATime(reply + "+next\r\n"));
        assertThat(text(reader.readReply())).isEqualTo(reply);
        assertThat(text(reader.readReply())).isEqualTo("+next\r\n");
        assertThat(reader.readReply()).isNull();
    }

    @Test
    void aRequestIsReadAndEncodedTheSame() throws IOException {
        String wire = "*3\r\n$3\r\nset\r\n$1\r\nk\r\n$4\r\n\r\n\0\u00ff\r\n";
        Command command = reader(oneByteAtATime(wire)).readCommand();
        assertThat(command.name()).isEqualTo("SET");
        assertThat(command.args().get(2)).containsExactly('\r', '\n', 0, 0xff);
        assertThat(new String(command.encoded(), ISO_8859_1)).isEqualTo(wire);
    }

    @Test
    void theOwnerFlushesBeforeEachBlockingReadOnly() throws IOException {
        AtomicInteger flushes = new AtomicInteger();
        RespReader reader = new RespReader(stream("+1\r\n+2\r\n"), flushes::incrementAndGet);
        reader.readReply();
        reader.readReply();
        assertThat(flushes).hasValue(1);
        reader.readReply();
        assertThat(flushes).hasValue(2);
    }

    @Test
    void whatIsNotRespIsRefused() {
        assertThatThrownBy(() -> reader(stream("PING\r\n")).readCommand()).isInstanceOf(ProtocolException.class);
        assertThatThrownBy(() -> reader(stream("*1\r\n:1\r\n")).readCommand()).isInstanceOf(ProtocolException.class);
        assertThatThrownBy(() -> reader(stream("?1\r\n")).readReply()).isInstanceOf(ProtocolException.class);
        assertThatThrownBy(() -> reader(stream("$x\r\n")).readReply()).isInstanceOf(ProtocolException.class);
        assertThatThrownBy(() -> reader(stream("$5\r\nab")).readReply()).isInstanceOf(EOFException.class);
    }

    @Test
    void messagesAreToldFromReplies() throws IOException {
        Reply message =
                reader(stream("*3\r\n$7\r\nmessage\r\n$1\r\nc\r\n$1\r\nm\r\n")).readReply();
        Reply confirmation =
                reader(stream(">3\r\n$9\r\nsubscribe\r\n$1\r\nc\r\n:1\r\n")).readReply();
        Reply invalidation = reader(stream(">2\r\n$10\r\ninvalidate\r\n_\r\n")).readReply();
        Reply data = reader(stream("*1\r\n$5\r\nvalue\r\n")).readReply();
        Reply bulk = reader(stream("$7\r\nmessage\r\n")).readReply();
        assertThat(message.isMessage()).isTrue();
        assertThat(invalidation.isMessage()).isTrue();
        assertThat(confirmation.isMessage()).isFalse();
        assertThat(confirmation.isConfirmation()).isTrue();
        assertThat(data.isMessage() || data.isConfirmation()).isFalse();
        assertThat(bulk.isMessage() || bulk.isConfirmation()).isFalse();
    }

    private static RespReader reader(InputStream in) {
        return new RespReader(in, () -> {});
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(ISO_8859_1));
    }

    /** As a network may deliver it. */
    private static InputStream oneByteAtATime(String text) {
        return new ByteArrayInputStream(text.getBytes(ISO_8859_1)) {
            @Override
            public int read(byte[] bytes) {
                return read(bytes, 0, 1);
            }
        };
    }

    private static String text(Reply reply) {
        return new String(reply.bytes(), ISO_8859_1);
    }
}
