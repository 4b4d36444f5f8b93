/** A command that shows in plain words what the cache holds in a live Redis. It only reads. */
@NullMarked
package io.throughline.inspect;

import org.jspecify.annotations.NullMarked;
