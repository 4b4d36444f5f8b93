package io.throughline.transaction;

import io.throughline.near.Ticket;
import io.throughline.protocol.Pipeline.EntryRecords;
import org.jspecify.annotations.Nullable;

/**
 * What was read from Redis.
 *
 * @param ticket from before it was read: whether it may be kept near; {@code null}: it is not
 */
public record FetchedRecords(EntryRecords records, @Nullable Ticket ticket) {}
