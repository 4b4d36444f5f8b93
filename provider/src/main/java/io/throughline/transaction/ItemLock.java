package io.throughline.transaction;

import io.throughline.protocol.EntryAddress;
import io.throughline.protocol.Token;
import org.hibernate.cache.spi.access.SoftLock;
import org.jspecify.annotations.Nullable;

/**
 * What Hibernate keeps between {@code lockItem} and {@code unlockItem} or {@code afterUpdate}.
 *
 * @param transaction the transaction with whose pipelines it is sent; {@code null} if it was placed at once, outside a transaction
 * @param number the number among the key's locks in that transaction: only the item of the last one counts
 * @param token of a lock that was placed at once
 */
record ItemLock(
        EntryAddress address,
        @Nullable CacheTransaction transaction,
        int number,
        @Nullable Token token) implements SoftLock {}
