package io.throughline.near;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.throughline.protocol.RegionAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MessageTest {

    private static final String ID = "0123456789abcdef";
    private static final int HEAD = 2 + Message.ID_LENGTH + 2 * Long.BYTES;

    private final RegionAddress products = new RegionAddress("n", "products", 1000, false, false);
    private final RegionAddress reviews = new RegionAddress("n", "reviews", 1000, false, false);

    private Named named() {
        Named named = new Named();
        named.entry(products.entry("1"));
        named.entry(products.entry("2"));
        named.region(reviews);
        return named;
    }

    private static Map<String, List<Integer>> read(Message message) {
        Map<String, List<Integer>> regions = new LinkedHashMap<>();
        message.named((region, hashes) -> regions.put(
                region, hashes == null ? null : Arrays.stream(hashes).boxed().toList()));
        return regions;
    }

    /** All that a member or a caller ever asks of one. */
    private static void readAll(byte[] bytes) {
        Message message = Message.of(bytes);
        message.id();
        if (message.is(Message.CALL)) {
            message.number();
            message.deadline();
            message.named((region, hashes) -> {});
        } else if (message.is(Message.WORD)) {
            message.number();
        }
    }

    @Test
    void aHello() {
        Message hello = Message.of(Message.hello(ID));
        assertThat(hello.is(Message.HELLO)).isTrue();
        assertThat(hello.is(Message.CALL)).isFalse();
        assertThat(hello.id()).isEqualTo(ID);
    }

    @Test
    void aWord() {
        Message word = Message.of(Message.word(ID, Long.MAX_VALUE));
        assertThat(word.is(Message.WORD)).isTrue();
        assertThat(word.id()).isEqualTo(ID);
        assertThat(word.number()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void aCall() {
        Message call = Message.of(Message.call(ID, 7, 1_700_000_000_000_000L, named()));
        assertThat(call.is(Message.CALL)).isTrue();
        assertThat(call.id()).isEqualTo(ID);
        assertThat(call.number()).isEqualTo(7);
        assertThat(call.deadline()).isEqualTo(1_700_000_000_000_000L);
        Map<String, List<Integer>> regions = read(call);
        assertThat(regions).containsOnlyKeys(products.prefix(), reviews.prefix());
        assertThat(regions.get(products.prefix()))
                .containsExactly(Named.hash(products.entry("1")), Named.hash(products.entry("2")));
        assertThat(regions.get(reviews.prefix())).as("the whole region").isNull();
    }

    @Test
    void aCallOfManyKeys() {
        Named many = new Named();
        List<Integer> hashes = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            many.entry(products.entry(Integer.toString(i)));
            hashes.add(Named.hash(products.entry(Integer.toString(i))));
        }
        Message call = Message.of(Message.call(ID, 1, 0, many));
        call.number();
        call.deadline();
        assertThat(read(call)).containsOnly(Map.entry(products.prefix(), hashes));
    }

    @Test
    void whatIsCutOffIsRefused() {
        byte[] word = Message.word(ID, 7);
        for (int length = 0; length < word.length; length++) {
            assertRefused(Arrays.copyOf(word, length));
        }
        byte[] hello = Message.hello(ID);
        for (int length = 0; length < hello.length; length++) {
            assertRefused(Arrays.copyOf(hello, length));
        }
        byte[] call = Message.call(ID, 7, 8, named());
        int firstRegion = Short.BYTES + products.prefix().length() + 3 * Integer.BYTES;
        for (int length = 0; length < call.length; length++) {
            if (length != HEAD && length != HEAD + firstRegion) { // a call that names less, as whole as any
                assertRefused(Arrays.copyOf(call, length));
            }
        }
    }

    @Test
    void anotherVersionIsRefused() {
        byte[] call = Message.call(ID, 7, 8, named());
        call[0]++;
        assertRefused(call);
    }

    @Test
    void countsAndLengthsThatAreNoneAreRefused() {
        byte[] call = Message.call(ID, 7, 8, named());
        byte[] length = call.clone();
        length[HEAD] = (byte) 0x80;
        assertRefused(length);
        int count = HEAD + Short.BYTES + products.prefix().length();
        for (int first : new int[] {0x7f, 0x80, 0xfe}) {
            byte[] counted = call.clone();
            counted[count] = (byte) first;
            assertRefused(counted);
        }
    }

    /** Whoever may publish there may say anything: it costs a member what it keeps, but no other error, and no memory. */
    @Test
    void nothingElseIsThrownWhateverComes() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        byte[] call = Message.call(ID, 7, 8, named());
        int refused = 0;
        for (int i = 0; i < 10_000; i++) {
            byte[] bytes;
            if (i % 2 == 0) {
                bytes = new byte[random.nextInt(120)];
                random.nextBytes(bytes);
                if (bytes.length > 1 && random.nextInt(8) > 0) {
                    bytes[0] = 1;
                    bytes[1] = (byte) "CWH".charAt(random.nextInt(3));
                }
            } else {
                bytes = Arrays.copyOf(call, random.nextInt(call.length + 8));
                for (int changes = random.nextInt(4); changes > 0 && bytes.length > 0; changes--) {
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
                }
            }
            try {
                readAll(bytes);
            } catch (IllegalArgumentException e) {
                refused++;
            } catch (RuntimeException e) {
                fail("seed " + seed + ", message " + i + ": " + Arrays.toString(bytes), e);
            }
        }
        assertThat(refused).as("of seed %d", seed).isBetween(1000, 9999);
    }

    private static void assertRefused(byte[] bytes) {
        assertThatThrownBy(() -> readAll(bytes))
                .as("%d bytes: %s", bytes.length, Arrays.toString(bytes))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
