package io.throughline.it.relay;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What a piece of work spent on the network.
 *
 * @param bursts per round trip, in order, the commands that went out in it
 * @param bytesToRedis the size of the requests
 * @param bytesFromRedis the size of those of their replies that had come by the end of the count
 */
public record RoundTrips(List<List<String>> bursts, long bytesToRedis, long bytesFromRedis) {

    private static final int SHOWN_COMMANDS = 12;

    public RoundTrips {
        bursts = bursts.stream().map(List::copyOf).toList();
    }

    public int roundTrips() {
        return bursts.size();
    }

    public int commands() {
        return bursts.stream().mapToInt(List::size).sum();
    }

    /** For failure messages: what went out when. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("%d round trips, %d commands, %d bytes to Redis, %d from it"
                .formatted(roundTrips(), commands(), bytesToRedis, bytesFromRedis));
        for (int i = 0; i < bursts.size(); i++) {
            text.append("\n  ").append(i + 1).append(": ").append(shown(bursts.get(i)));
        }
        return text.toString();
    }

    private static String shown(List<String> burst) {
        String shown = burst.stream().limit(SHOWN_COMMANDS).collect(Collectors.joining(" | "));
        int more = burst.size() - SHOWN_COMMANDS;
        return more > 0 ? shown + " | +" + more + " commands" : shown;
    }
}
