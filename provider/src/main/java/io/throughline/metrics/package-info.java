/** What operators see. */
@NullMarked
package io.throughline.metrics;

import org.jspecify.annotations.NullMarked;
