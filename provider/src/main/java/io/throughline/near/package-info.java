/**
 * The near cache: what a node keeps in its own heap, from which it may answer while it holds a lease. It also has the writers' part: they make sure
 * that no node keeps what they change (docs/near.md).
 */
@NullMarked
package io.throughline.near;

import org.jspecify.annotations.NullMarked;
