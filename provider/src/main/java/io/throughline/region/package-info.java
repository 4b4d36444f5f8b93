/** Hibernate's cache SPI: regions and access strategies. What they are asked for goes to the session's transaction context. */
@NullMarked
package io.throughline.region;

import org.jspecify.annotations.NullMarked;
