package io.throughline.it.sealing;

import io.throughline.it.nodes.Node;
import java.util.Arrays;
import java.util.Base64;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Keys for tests, by number. */
public final class Keys {

    private Keys() {}

    /** In base64. */
    public static String key(int number) {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) number);
        return Base64.getEncoder().encodeToString(key);
    }

    /** A node that seals with the first of them; with none, one that does not seal. */
    public static UnaryOperator<Node.Builder> sealing(int... numbers) {
        return node -> numbers.length == 0
                ? node
                : node.set(
                        "hibernate.cache.redis.seal_keys",
                        IntStream.of(numbers).mapToObj(Keys::key).collect(Collectors.joining(", ")));
    }
}
