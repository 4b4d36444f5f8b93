package io.throughline.it.servers;

/** An empty PostgreSQL database of one test class. */
public record Database(String jdbcUrl, String user, String password) {}
