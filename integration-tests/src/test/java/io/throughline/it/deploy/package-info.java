/** Two releases of one application at once: their mappings differ, their rows, their Redis and the names of their classes do not. */
package io.throughline.it.deploy;
