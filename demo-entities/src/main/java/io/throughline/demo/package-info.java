/** A demo of the cache: {@code mvn -q -Pdemo verify}. The entities are in {@link io.throughline.demo.shop}. */
package io.throughline.demo;
