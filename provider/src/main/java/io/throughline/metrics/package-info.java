/** What operators see: counts and log messages. */
@NullMarked
package io.throughline.metrics;

import org.jspecify.annotations.NullMarked;
