/** The only package that knows Redisson. It sends operations to the server, and brings the replies back. */
@NullMarked
package io.throughline.redis;

import org.jspecify.annotations.NullMarked;
