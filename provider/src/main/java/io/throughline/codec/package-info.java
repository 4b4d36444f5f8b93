/**
 * Keys and bodies: how an id is written in a Redis key, and how a cached state is encoded in bytes. Kryo encodes bodies, with
 * fixed class ids; classes are denied by default. Each body belongs to a shape, and contains no name of a class, entity or attribute.
 */
@NullMarked
package io.throughline.codec;

import org.jspecify.annotations.NullMarked;
