/** A command that says in words what a live Redis holds of the cache. It only reads. */
@NullMarked
package io.throughline.inspect;

import org.jspecify.annotations.NullMarked;
