/** The only package that knows Redisson: how operations reach the server, and back. */
@NullMarked
package io.throughline.redis;

import org.jspecify.annotations.NullMarked;
