/** The settings: they are read and checked once at startup, and are then one immutable object. */
@NullMarked
package io.throughline.config;

import org.jspecify.annotations.NullMarked;
