/** How many connections to Redis a node has, and who shares them. */
package io.throughline.it.connections;
