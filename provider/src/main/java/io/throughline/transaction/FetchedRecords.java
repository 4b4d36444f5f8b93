package io.throughline.transaction;

import io.throughline.near.Ticket;
import io.throughline.protocol.Pipeline.EntryRecords;
import org.jspecify.annotations.Nullable;

/**
 * Records that were read from Redis.
 *
 * @param ticket taken before they were read: it tells whether the entry may be kept near; {@code null}: it may not
 */
public record FetchedRecords(EntryRecords records, @Nullable Ticket ticket) {}
