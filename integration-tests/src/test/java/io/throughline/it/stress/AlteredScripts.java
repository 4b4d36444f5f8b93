package io.throughline.it.stress;

import static java.util.stream.Collectors.toMap;

import io.throughline.it.relay.Command;
import io.throughline.it.relay.RedisRelay;
import io.throughline.it.servers.RedisConnection;
import io.throughline.it.servers.TestServers;
import io.throughline.protocol.Script;
import io.throughline.protocol.Scripts;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** Puts scripts in the place of the shipped ones, between the node and the server: the product has no switch for that. */
public final class AlteredScripts {

    private final Map<String, String> shaByShippedSha = new HashMap<>();

    /** Every script with {@code rule} replaced by {@code replacement}. */
    AlteredScripts(String rule, String replacement) {
        this(rule, replacement, Scripts.shipped().all());
    }

    /** Those scripts with {@code rule} replaced by {@code replacement}. */
    AlteredScripts(String rule, String replacement, Collection<Script> scripts) {
        try (RedisConnection redis = TestServers.redis().connect()) {
            for (Script script : scripts) {
                String altered = script.text().replace(rule, replacement);
                if (altered.equals(script.text())) {
                    throw new IllegalStateException(script.name() + " does not hold: " + rule);
                }
                shaByShippedSha.put(script.sha(), redis.scriptLoad(altered));
            }
        }
    }

    /** @param altered the shipped scripts, some of them changed; for the clients of that server */
    public AlteredScripts(RedisConnection redis, Scripts altered) {
        Map<String, Script> shipped = Scripts.shipped().all().stream().collect(toMap(Script::name, script -> script));
        altered.all()
                .forEach(script ->
                        shaByShippedSha.put(shipped.get(script.name()).sha(), redis.scriptLoad(script.text())));
    }

    public void install(RedisRelay relay) {
        relay.rewrite(this::rewrite);
    }

    public Command rewrite(Command command) {
        String altered = "EVALSHA".equals(command.name()) ? shaByShippedSha.get(command.sha()) : null;
        return altered == null ? command : command.with(1, altered);
    }
}
