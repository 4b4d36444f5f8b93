package io.throughline.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads where Redis is.
 *
 * <pre>
 * redis://[[user:]password@]host[:port][/database]                              one server
 * redis://[[user:]password@]host[:port],host[:port]...                          a cluster, by some of its nodes
 * redis-sentinel://[[user:]password@]host[:port],host[:port].../master[/database]   a master, by those that watch it
 * </pre>
 *
 * {@code rediss} stands for TLS. Messages never repeat the user information, because it holds the password.
 */
final class RedisUri {

    static final String ACCEPTED =
            "a URI: redis://[[user:]password@]host[:port][/database], several host:port separated by"
                    + " commas for a cluster, redis-sentinel://[[user:]password@]host:port,host:port/master[/database], or rediss://"
                    + " and rediss-sentinel:// for TLS";
    private static final String SENTINEL = "-sentinel";
    private static final int DEFAULT_PORT = 6379;
    private static final int DEFAULT_SENTINEL_PORT = 26379;

    private RedisUri() {}

    static RedisLocation parse(String given) {
        String text = given.strip();
        int authority = text.indexOf("://") < 0 ? 0 : text.indexOf("://") + 3;
        int hosts = Math.max(authority, text.lastIndexOf('@') + 1);
        if (text.indexOf("://", hosts) >= 0) {
            throw refused("has the scheme twice: write it once, before the servers");
        }
        int slash = text.indexOf('/', hosts);
        int end = slash < 0 ? text.length() : slash;
        String[] names = text.substring(hosts, end).split(",", -1);
        // everything except the further hosts: what remains is an ordinary URI
        URI uri = uri(text.substring(0, hosts) + names[0] + text.substring(end));
        String scheme = String.valueOf(uri.getScheme());
        boolean sentinel = scheme.endsWith(SENTINEL);
        String plain = sentinel ? scheme.substring(0, scheme.length() - SENTINEL.length()) : scheme;
        if (!plain.equals("redis") && !plain.equals("rediss")) {
            throw refused("has the scheme '" + uri.getScheme() + "'");
        }
        if (uri.getHost() == null || uri.getQuery() != null || uri.getFragment() != null) {
            throw refused(uri.getHost() == null ? "names no host" : "has something after the database");
        }
        List<String> addresses = new ArrayList<>();
        for (String name : names) {
            addresses.add(address(plain, name, sentinel ? DEFAULT_SENTINEL_PORT : DEFAULT_PORT));
        }
        String user = null;
        String password = null;
        if (uri.getUserInfo() != null) {
            String info = uri.getUserInfo();
            int colon = info.indexOf(':');
            user = colon > 0 ? info.substring(0, colon) : null;
            password = info.substring(colon + 1);
        }
        String path = uri.getPath() == null ? "" : uri.getPath();
        if (sentinel) {
            return sentinels(addresses, user, password, path);
        }
        int database = database(path);
        if (addresses.size() == 1) {
            return new RedisLocation.Server(addresses.get(0), user, password, database);
        }
        if (database != 0) {
            throw refused("has the database " + database + " and several servers: a cluster has only database 0");
        }
        return new RedisLocation.Cluster(addresses, user, password);
    }

    private static RedisLocation sentinels(
            List<String> addresses, @Nullable String user, @Nullable String password, String path) {
        int second = path.indexOf('/', 1);
        String master = path.isEmpty() ? "" : path.substring(1, second < 0 ? path.length() : second);
        if (master.isEmpty() || master.contains("@")) {
            throw refused(master.isEmpty() ? "names no master" : "is not a URI: encode the user and password");
        }
        return new RedisLocation.Sentinels(
                addresses, master, user, password, second < 0 ? 0 : database(path.substring(second)));
    }

    private static String address(String scheme, String name, int defaultPort) {
        URI uri = uri(scheme + "://" + name);
        if (uri.getHost() == null || uri.getUserInfo() != null) {
            throw refused(name.isEmpty() ? "names no host between two commas" : "names an invalid host");
        }
        int port = uri.getPort() < 0 ? defaultPort : uri.getPort();
        if (port == 0 || port > 65535) {
            throw refused("has the port " + port);
        }
        return scheme + "://" + uri.getHost() + ":" + port;
    }

    private static URI uri(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw refused("is not a URI: " + e.getReason());
        }
    }

    private static int database(String path) {
        if (path.isEmpty() || path.equals("/")) {
            return 0;
        }
        try {
            int database = Integer.parseInt(path.substring(1));
            if (database >= 0) {
                return database;
            }
        } catch (NumberFormatException e) {
            // refused below, as negative numbers are
        }
        // an at sign here is part of a password that should have been encoded
        throw refused(
                path.contains("@")
                        ? "is not a URI: encode the user and password"
                        : "has the database '" + path.substring(1) + "'");
    }

    private static InvalidSettingException refused(String what) {
        return InvalidSettingException.hiding(Setting.URI, what);
    }
}
