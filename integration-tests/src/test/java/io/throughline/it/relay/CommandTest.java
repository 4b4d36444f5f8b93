package io.throughline.it.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CommandTest {

    @Test
    void knowsItsKeys() {
        assertThat(Command.of("get", "k").keys()).containsExactly("k");
        assertThat(Command.of("SET", "k", "v", "PX", "1").keys()).containsExactly("k");
        assertThat(Command.of("MGET", "a", "b").keys()).containsExactly("a", "b");
        assertThat(Command.of("MSET", "a", "1", "b", "2").keys()).containsExactly("a", "b");
        assertThat(Command.of("EVALSHA", "5ha", "2", "a", "b", "arg").keys()).containsExactly("a", "b");
        assertThat(Command.of("EVAL", "return 1", "0", "arg").keys()).isEmpty();
        assertThat(Command.of("SCRIPT", "LOAD", "return 1").keys()).isEmpty();
        assertThat(Command.of("PING").keys()).isEmpty();
    }

    @Test
    void knowsItsScript() {
        assertThat(Command.of("evalsha", "ABC", "0").sha()).isEqualTo("abc");
        assertThat(Command.of("GET", "abc").sha()).isNull();
    }

    @Test
    void isDescribedWithoutValues() {
        assertThat(Command.of("EVALSHA", "0123456789abcdef", "2", "k1", "k2", "secret"))
                .hasToString("EVALSHA 01234567… k1 k2");
        assertThat(Command.of("set", "k\r", "secret")).hasToString("SET k?");
        assertThat(Command.of("SCRIPT", "LOAD", "return 1")).hasToString("SCRIPT LOAD");
        String[] tenKeys = Stream.concat(
                        Stream.of("MGET"), IntStream.range(0, 10).mapToObj(i -> "k" + i))
                .toArray(String[]::new);
        assertThat(Command.of(tenKeys)).hasToString("MGET k0 k1 k2 k3 k4 k5 k6 k7 +2 keys");
    }

    @Test
    void changesOneArgument() {
        Command command = Command.of("EVALSHA", "a", "0");
        assertThat(command.with(1, "b").sha()).isEqualTo("b");
        assertThat(command.sha()).isEqualTo("a");
    }

    @Test
    void isFoundByName() {
        assertThat(Command.named("GET", "MGET").test(Command.of("mget", "k"))).isTrue();
        assertThat(Command.named("GET", "MGET").test(Command.of("SET", "k", "v")))
                .isFalse();
    }
}
