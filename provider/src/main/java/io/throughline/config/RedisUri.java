package io.throughline.config;

import io.throughline.RedisCacheSettings;
import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/** Reads {@code redis://[[user:]password@]host[:port][/database]}. Messages never repeat the user's part: it holds the password. */
final class RedisUri {

    private static final String ACCEPTED = "redis://[[user:]password@]host[:port][/database], or rediss:// for TLS";
    private static final int DEFAULT_PORT = 6379;

    private RedisUri() {}

    static RedisLocation.Server parse(String text) {
        if (text.startsWith("redis-sentinel:")) {
            throw InvalidSettingException.notBuiltYet(RedisCacheSettings.URI, "redis-sentinel:...", ACCEPTED);
        }
        if (text.indexOf(',', text.lastIndexOf('@') + 1) >= 0) {
            throw InvalidSettingException.notBuiltYet(RedisCacheSettings.URI, "several servers", ACCEPTED);
        }
        URI uri;
        try {
            uri = new URI(text.strip());
        } catch (URISyntaxException e) {
            throw refused("is not a URI: " + e.getReason());
        }
        if (!"redis".equals(uri.getScheme()) && !"rediss".equals(uri.getScheme())) {
            throw refused("has the scheme '" + uri.getScheme() + "'");
        }
        if (uri.getHost() == null || uri.getQuery() != null || uri.getFragment() != null) {
            throw refused(uri.getHost() == null ? "names no host" : "has more behind the database");
        }
        int port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
        if (port == 0 || port > 65535) {
            throw refused("has the port " + port);
        }
        String user = null;
        String password = null;
        if (uri.getUserInfo() != null) {
            String info = uri.getUserInfo();
            int colon = info.indexOf(':');
            user = colon > 0 ? info.substring(0, colon) : null;
            password = info.substring(colon + 1);
        }
        return new RedisLocation.Server(
                uri.getScheme() + "://" + uri.getHost() + ":" + port, user, password, database(uri.getPath()));
    }

    private static int database(@Nullable String path) {
        if (path == null || path.isEmpty() || path.equals("/")) {
            return 0;
        }
        try {
            int database = Integer.parseInt(path.substring(1));
            if (database >= 0) {
                return database;
            }
        } catch (NumberFormatException e) {
            // said below, for negative numbers too
        }
        // an at sign there is a password's that should have been encoded
        throw refused(
                path.contains("@")
                        ? "is not a URI: encode the user and password"
                        : "has the database '" + path.substring(1) + "'");
    }

    private static InvalidSettingException refused(String what) {
        return InvalidSettingException.hiding(RedisCacheSettings.URI, what, ACCEPTED);
    }
}
