package io.throughline.demo.tour;

import java.util.OptionalInt;

/**
 * What a piece of work cost a node.
 *
 * @param sql statements that Hibernate prepared; a batch of rows is one
 * @param roundTrips to Redis; empty if nobody can count them, under TLS
 */
record Cost(long sql, OptionalInt roundTrips) {}
