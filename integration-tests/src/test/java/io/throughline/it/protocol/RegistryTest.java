package io.throughline.it.protocol;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.protocol.Call;
import io.throughline.protocol.NearAddress;
import io.throughline.protocol.Operations;
import io.throughline.protocol.Scripts;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The registry of the near caches' members on a real Redis, and the shipped scripts. */
abstract class RegistryTest extends OnRedis {

    static final String ANN = "aaaaaaaaaaaaaaaa";
    static final String BOB = "bbbbbbbbbbbbbbbb";
    static final String NONCE = "1111111111111111";
    static final long LEASE_MILLIS = 750;
    static final byte[] MESSAGE = {1, 'C', 0, (byte) 0xff};

    final NearAddress near = NearAddress.of("it");
    final Operations operations = new Operations(Scripts.shipped(), ScriptTest.LIMIT);

    /** @return the registry's nonce */
    String join(String member, String... regions) {
        return text(run(joining(member, NONCE, regions)).list().get(0));
    }

    Call joining(String member, String nonce, String... regions) {
        return operations.join(near, member, LEASE_MILLIS, nonce, List.of(regions));
    }

    boolean renew(String member, String nonce) {
        return run(operations.renew(near, member, nonce)).outcome() == 1;
    }

    void expel(String... members) {
        run(operations.expel(near, List.of(members)));
    }

    long leave(boolean expelled, String... members) {
        return run(operations.leave(near, List.of(members), expelled)).outcome();
    }

    /** {@return the nonce, and the members with their states} */
    List<String> call(String own, String... regions) {
        return run(calling(own, regions)).list().stream()
                .map(RegistryTest::text)
                .toList();
    }

    Call calling(String own, String... regions) {
        return operations.call(near, own, near.callsChannel(), MESSAGE, List.of(regions));
    }

    /** What is in it. */
    Map<String, String> registry() {
        List<?> all = (List<?>) redis.call("HGETALL", near.registryKey());
        Map<String, String> fields = new TreeMap<>();
        for (int i = 0; i < all.size(); i += 2) {
            fields.put(text(all.get(i)), text(all.get(i + 1)));
        }
        String counted = fields.remove("%members");
        if (counted != null) {
            assertThat(fields.keySet().stream().filter(field -> !field.startsWith("%")))
                    .hasSize(Integer.parseInt(counted));
        }
        return fields;
    }

    static String text(Object bytes) {
        return new String((byte[]) bytes, US_ASCII);
    }
}
