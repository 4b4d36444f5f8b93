package io.throughline.it.relay;

import java.util.Set;

/**
 * One whole reply, unchanged.
 *
 * @param type its first byte
 * @param kind the first element, in lower case, if the reply is a list that starts with a short string; else null
 */
record Reply(byte[] bytes, char type, String kind) {

    private static final Set<String> MESSAGES = Set.of("message", "pmessage", "smessage");
    private static final Set<String> CONFIRMATIONS =
            Set.of("subscribe", "unsubscribe", "psubscribe", "punsubscribe", "ssubscribe", "sunsubscribe");

    /** Sent by the server on its own, so that no request waits for it. In RESP2 only the content tells. */
    boolean isMessage() {
        boolean mayBePush = type == '>' || type == '*';
        return type == '>' && !CONFIRMATIONS.contains(kind == null ? "" : kind)
                || mayBePush && kind != null && MESSAGES.contains(kind);
    }

    /** The answer to one channel of a (un)subscribe command, which has as many answers as channels. */
    boolean isConfirmation() {
        return (type == '>' || type == '*') && kind != null && CONFIRMATIONS.contains(kind);
    }
}
