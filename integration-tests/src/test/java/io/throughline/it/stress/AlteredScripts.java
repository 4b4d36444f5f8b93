package io.throughline.it.stress;

import io.throughline.it.relay.Command;
import io.throughline.it.relay.RedisRelay;
import io.throughline.it.servers.RedisConnection;
import io.throughline.it.servers.TestServers;
import io.throughline.protocol.Script;
import io.throughline.protocol.Scripts;
import java.util.HashMap;
import java.util.Map;

/** Puts scripts in the place of the shipped ones, between the node and the server: the product has no switch for that. */
final class AlteredScripts {

    private final Map<String, String> shaByShippedSha = new HashMap<>();

    /** Every script with {@code rule} replaced by {@code replacement}. */
    AlteredScripts(String rule, String replacement) {
        try (RedisConnection redis = TestServers.redis().connect()) {
            for (Script script : Scripts.shipped().all()) {
                String altered = script.text().replace(rule, replacement);
                if (altered.equals(script.text())) {
                    throw new IllegalStateException(script.name() + " does not hold: " + rule);
                }
                shaByShippedSha.put(script.sha(), redis.scriptLoad(altered));
            }
        }
    }

    void install(RedisRelay relay) {
        relay.rewrite(this::rewrite);
    }

    private Command rewrite(Command command) {
        String altered = "EVALSHA".equals(command.name()) ? shaByShippedSha.get(command.sha()) : null;
        return altered == null ? command : command.with(1, altered);
    }
}
