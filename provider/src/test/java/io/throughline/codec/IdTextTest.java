package io.throughline.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class IdTextTest {

    private static final IdText HASHED = hashed(1);

    @Test
    void asTheyAreWithoutAKey() {
        assertThat(new IdText(List.of()).of("r:", "7")).isEqualTo("7");
    }

    @Test
    void noIdLooksLikeAHashAndNoHashLikeAnId() {
        assertThat(HASHED.of("r:", "7")).matches("%h[A-Za-z0-9_-]{22}");
        assertThat(KeyText.id(HASHED.of("r:", "7"))).startsWith("%25h");
    }

    @Test
    void theSameOnEveryNodeWithTheKeyAndOnNoOther() {
        assertThat(HASHED.of("r:", "7"))
                .isEqualTo(hashed(1).of("r:", "7"))
                .isNotEqualTo(hashed(2).of("r:", "7"));
    }

    /** Written down, so that a release that hashes otherwise is noticed. */
    @Test
    void isThisHash() {
        assertThat(HASHED.of("shop:com.acme.Product:", "7")).isEqualTo("%hGGHgHxV0GY2mVcLM7roNyw");
    }

    @Test
    void idsAndWhatTheyAreOfMakeADifference() {
        Set<String> hashes = new HashSet<>();
        for (String scope : List.of("r:", "s:", "r:@a:", "")) {
            IntStream.range(0, 1000).forEach(id -> hashes.add(HASHED.of(scope, Integer.toString(id))));
        }
        assertThat(hashes).hasSize(4000);
    }

    private static IdText hashed(int key) {
        byte[] bytes = new byte[32];
        java.util.Arrays.fill(bytes, (byte) key);
        return new IdText(List.of(new SecretKeySpec(bytes, "AES")));
    }
}
