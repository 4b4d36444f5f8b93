/** Databases other than PostgreSQL: a short set of tests for what differs between them. */
package io.throughline.it.databases;
