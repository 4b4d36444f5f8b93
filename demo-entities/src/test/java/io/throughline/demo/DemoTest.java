package io.throughline.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The main program as users start it. */
@Timeout(180)
class DemoTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void allIsAsExpectedOnEmbeddedServers() {
        assertThat(run()).as(this::printed).isZero();
        assertThat(out.toString())
                .contains("a transaction that reads nothing")
                .contains("9999 JPY")
                .contains("50 rows updated in one commit")
                .containsPattern("C +read the price, from its heap again +0 +0 +ok")
                .contains("C has read 7777 JPY")
                .contains("throughline-demo:io.throughline.demo.shop.Country:{")
                .contains("rows are as expected")
                .doesNotContain("NOT OK");
    }

    @Test
    void oneServerWithoutTheOtherIsRefused() {
        assertThat(run("--redis=redis://127.0.0.1:1")).isEqualTo(2);
        assertThat(err.toString()).contains("--jdbc-url and --redis go together");
        assertThat(run("--jdbc-url=jdbc:postgresql://127.0.0.1:1/x")).isEqualTo(2);
        assertThat(run("--jdbc-user=me")).isEqualTo(2);
    }

    @Test
    void whereNobodyAnswersItSaysSoWithoutAStackTrace() {
        assertThat(run("--jdbc-url=jdbc:postgresql://127.0.0.1:1/x", "--redis=redis://:secret@127.0.0.1:1/2"))
                .isEqualTo(1);
        assertThat(err.toString())
                .contains("Redis at redis://127.0.0.1:1/2 cannot be used")
                .doesNotContain("secret")
                .doesNotContain("\tat ");
    }

    @Test
    void itSaysWhatItCanDo() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("--jdbc-url", "--jdbc-user", "--jdbc-password", "--redis");
    }

    private int run(String... args) {
        return Demo.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args);
    }

    private String printed() {
        return out + "\n" + err;
    }
}
