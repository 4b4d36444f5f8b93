/** The settings: read once at start, checked, and from then on one immutable object. */
@NullMarked
package io.throughline.config;

import org.jspecify.annotations.NullMarked;
