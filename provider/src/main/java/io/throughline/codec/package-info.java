/**
 * Keys and bodies: what an id looks like in a Redis key, and what a cached state looks like in bytes. Bodies are Kryo's, with
 * fixed class ids and denial by default; each belongs to a shape, and no class, entity or attribute name is in it.
 */
@NullMarked
package io.throughline.codec;

import org.jspecify.annotations.NullMarked;
