package io.throughline.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** How to reach Redis: exactly one of these ways. */
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

    /**
     * A cluster, by some of its nodes.
     *
     * @param addresses {@code redis://host:port} or {@code rediss://host:port}: nothing secret in them
     */
    record Cluster(
            List<String> addresses,
            @Nullable String user,
            @Nullable String password) implements RedisLocation {

        public Cluster {
            addresses = List.copyOf(addresses);
        }

        /** Without the password: for logs and messages. */
        @Override
        public String toString() {
            return String.join(",", addresses);
        }
    }

    /**
     * A master, by the sentinels that watch it.
     *
     * @param addresses of the sentinels: {@code redis://host:port}, or {@code rediss://host:port} if they and the servers speak TLS
     * @param master what the sentinels call it
     * @param user the servers', not the sentinels'
     * @param password the servers', not the sentinels'
     */
    record Sentinels(
            List<String> addresses,
            String master,
            @Nullable String user,
            @Nullable String password,
            int database) implements RedisLocation {

        public Sentinels {
            addresses = List.copyOf(addresses);
        }

        /** Without the password: for logs and messages. */
        @Override
        public String toString() {
            return master + (database == 0 ? "" : "/" + database) + " of the sentinels " + String.join(",", addresses);
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
