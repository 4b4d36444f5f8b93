package io.throughline.it.history;

import java.util.List;
import java.util.Map;

/**
 * What happened: as the workers wrote it down, and as the database has it in the end.
 *
 * @param committed by register, in the order of their sequence
 * @param last the state of each register in the end, by the name of the transaction that wrote it; without those that are not there
 */
record History(
        List<Read> reads,
        List<Call> calls,
        List<Write> writes,
        Map<String, List<Committed>> committed,
        Map<String, String> last) {}
