package io.throughline.demo.servers;

import java.net.URI;
import java.net.URISyntaxException;

/**
 * {@code redis://[[user:]password@]host[:port][/database]}, or {@code rediss://} for TLS.
 *
 * @param userInfo {@code user:password@}, {@code :password@} or nothing, as it was written
 * @param database {@code /1}, or nothing
 */
public record RedisUri(String scheme, String userInfo, String host, int port, String database) {

    private static final int DEFAULT_PORT = 6379;

    public static RedisUri parse(String text) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            throw refused();
        }
        boolean known = "redis".equals(uri.getScheme()) || "rediss".equals(uri.getScheme());
        String database = uri.getPath() == null || uri.getPath().equals("/") ? "" : uri.getPath();
        if (!known || uri.getHost() == null || !database.matches("(/\\d{1,9})?")) {
            throw refused();
        }
        return new RedisUri(
                uri.getScheme(),
                uri.getRawUserInfo() == null ? "" : uri.getRawUserInfo() + "@",
                uri.getHost(),
                uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort(),
                database);
    }

    /** Does not repeat the URI, which may hold a password. */
    private static CannotRunException refused() {
        return new CannotRunException(
                "the Redis URI is not of the form redis://[[user:]password@]host[:port][/database], or rediss:// for TLS");
    }

    public boolean isTls() {
        return scheme.equals("rediss");
    }

    /** {@code user:password}, {@code :password} or nothing, free of percent signs. */
    String decodedUserInfo() {
        return userInfo.isEmpty() ? "" : URI.create(text()).getUserInfo();
    }

    int databaseNumber() {
        return database.isEmpty() ? 0 : Integer.parseInt(database.substring(1));
    }

    /** The same Redis, through a relay on this machine. */
    public RedisUri through(int relayPort) {
        return new RedisUri(scheme, userInfo, "127.0.0.1", relayPort, database);
    }

    /** With the password: for those who connect. */
    public String text() {
        return scheme + "://" + userInfo + host + ":" + port + database;
    }

    /** Without the password: for people. */
    @Override
    public String toString() {
        return scheme + "://" + host + ":" + port + database;
    }
}
