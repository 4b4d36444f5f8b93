/**
 * The transaction context: what a database transaction has pending in the cache, and when it goes out. Between its begin and its commit
 * nothing but reads talks to Redis; a commit makes two round trips.
 */
@NullMarked
package io.throughline.transaction;

import org.jspecify.annotations.NullMarked;
