/**
 * The example to copy: entities in the second-level cache, with {@code META-INF/persistence.xml} beside them.
 *
 * <p>What never changes is {@code READ_ONLY} ({@link io.throughline.demo.shop.Country}, {@link io.throughline.demo.shop.Currency}); everything else
 * is {@code READ_WRITE}. What changes often is an entity of its own ({@link io.throughline.demo.shop.Stock} apart from {@link
 * io.throughline.demo.shop.Price}), so that a sale removes nothing else from the cache.
 */
package io.throughline.demo.shop;
