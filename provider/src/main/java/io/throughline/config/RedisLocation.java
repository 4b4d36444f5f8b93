package io.throughline.config;

import org.jspecify.annotations.Nullable;

/** How to reach Redis: exactly one of three ways. */
public sealed interface RedisLocation {

    /**
     * One server, by its URI.
     *
     * @param address {@code redis://host:port} or {@code rediss://host:port}: nothing secret in it
     */
    record Server(
            String address, @Nullable String user, @Nullable String password, int database) implements RedisLocation {

        /** Without the password: for logs and messages. */
        @Override
        public String toString() {
            return address + (database == 0 ? "" : "/" + database);
        }
    }

    /** A Redisson YAML configuration: a file, or a resource of the class path. */
    record Yaml(String location) implements RedisLocation {
        @Override
        public String toString() {
            return location;
        }
    }

    /** The application's own client. */
    record Client(Object client) implements RedisLocation {
        @Override
        public String toString() {
            return "the application's client";
        }
    }

    /** The JNDI name of the application's own client. */
    record Jndi(String name) implements RedisLocation {
        @Override
        public String toString() {
            return name;
        }
    }
}
