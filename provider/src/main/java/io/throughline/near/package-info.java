/**
 * The near cache: what a node keeps in its own heap and may answer from while it holds a lease, and how those who change something make sure that nobody keeps it (docs/near.md).
 */
@NullMarked
package io.throughline.near;

import org.jspecify.annotations.NullMarked;
