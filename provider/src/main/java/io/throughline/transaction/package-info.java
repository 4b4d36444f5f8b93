/**
 * The transaction context: the cache changes that a database transaction has pending, and when they are sent. Between its begin and its commit,
 * only reads talk to Redis; a commit makes two round trips.
 */
@NullMarked
package io.throughline.transaction;

import org.jspecify.annotations.NullMarked;
