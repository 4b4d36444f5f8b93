/** Other databases than PostgreSQL: a short set, for what differs from one to the other. */
package io.throughline.it.databases;
