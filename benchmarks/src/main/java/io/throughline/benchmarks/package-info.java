/** What entries cost, compared with other codecs: bytes in Redis, and nanoseconds and allocated bytes to encode and decode. */
package io.throughline.benchmarks;
