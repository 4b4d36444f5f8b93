/** What entries cost: bytes in Redis, nanoseconds and allocated bytes to encode and decode, beside other codecs. */
package io.throughline.benchmarks;
