/** Counts round trips where they happen: on the wire between a node and Redis. */
package io.throughline.demo.wire;
