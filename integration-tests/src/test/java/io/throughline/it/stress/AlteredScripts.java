package io.throughline.it.stress;

import io.throughline.it.relay.Command;
import io.throughline.it.relay.RedisRelay;
import io.throughline.it.servers.RedisConnection;
import io.throughline.it.servers.TestServers;
import io.throughline.protocol.Program;
import io.throughline.protocol.Scripts;

/** Replaces shipped scripts by altered ones between the node and the server, because the product has no switch for that. */
public final class AlteredScripts {

    private static final String SHIPPED = Program.of(Scripts.shipped()).sha();

    private final String altered;

    /** For the clients of the shared server. */
    static AlteredScripts of(Scripts altered) {
        try (RedisConnection redis = TestServers.redis().connect()) {
            return new AlteredScripts(redis, altered);
        }
    }

    /** @param altered the shipped scripts, some of them changed; for the clients of that server */
    public AlteredScripts(RedisConnection redis, Scripts altered) {
        this.altered = redis.scriptLoad(Program.of(altered).text());
    }

    public void install(RedisRelay relay) {
        relay.rewrite(this::rewrite);
    }

    public Command rewrite(Command command) {
        return SHIPPED.equals(command.sha()) ? command.with(1, altered) : command;
    }
}
