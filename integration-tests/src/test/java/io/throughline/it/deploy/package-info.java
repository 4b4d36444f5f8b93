/** Two releases of one application at once. Their mappings differ; their rows, their Redis and the names of their classes are the same. */
package io.throughline.it.deploy;
