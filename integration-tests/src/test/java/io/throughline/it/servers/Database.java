package io.throughline.it.servers;

/** An empty database of one test class. */
public record Database(String jdbcUrl, String user, String password) {}
