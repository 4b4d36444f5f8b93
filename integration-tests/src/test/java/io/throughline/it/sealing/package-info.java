/** Sealed bodies and hashed ids: {@code hibernate.cache.redis.seal_keys}, {@code hash_ids}. */
package io.throughline.it.sealing;
