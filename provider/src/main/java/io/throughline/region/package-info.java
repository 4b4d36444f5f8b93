/** Implements Hibernate's cache SPI: regions and access strategies. They pass requests on to the session's transaction context. */
@NullMarked
package io.throughline.region;

import org.jspecify.annotations.NullMarked;
