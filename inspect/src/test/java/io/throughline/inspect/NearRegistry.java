package io.throughline.inspect;

import io.throughline.protocol.Call;
import io.throughline.protocol.Evaluation;
import io.throughline.protocol.NearAddress;
import io.throughline.protocol.Operations;
import io.throughline.protocol.Program;
import io.throughline.protocol.Scripts;
import java.util.List;
import org.redisson.api.RScript;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.ByteArrayCodec;

/** The registry of the near cache's members, changed by the provider's own scripts. */
final class NearRegistry {

    private static final Operations OPERATIONS = new Operations(Scripts.shipped(), 1_000_000);
    private static final Program PROGRAM = Program.of(Scripts.shipped());

    private final RedissonClient redis;
    private final NearAddress address;

    NearRegistry(RedissonClient redis, String namespace) {
        this.redis = redis;
        this.address = NearAddress.of(namespace);
    }

    void join(String member, String... regions) {
        run(OPERATIONS.join(address, member, 750, "4e1b90d37ac25f68", List.of(regions)));
    }

    void expel(String member) {
        run(OPERATIONS.expel(address, List.of(member)));
    }

    void leaveExpelled(String member) {
        run(OPERATIONS.leave(address, List.of(member), true));
    }

    private void run(Call call) {
        Evaluation one = Evaluation.of(List.of(call));
        redis.getScript(ByteArrayCodec.INSTANCE)
                .eval(
                        RScript.Mode.READ_WRITE,
                        PROGRAM.text(),
                        RScript.ReturnType.LIST,
                        List.copyOf(one.keys()),
                        one.arguments().toArray());
    }
}
