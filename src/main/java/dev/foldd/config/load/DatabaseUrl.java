package dev.foldd.config.load;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A database in one line, as {@code DATABASE_URL} and {@code database.url} have it: {@code sqlite:/path}, {@code
 * postgresql://user:password@host:port/database?sslmode=require}, {@code mysql://…}. Complaints never hold any of it,
 * since it has a password inside.
 */
final class DatabaseUrl {

    private static final String CONNECTION = "database.connection.";
    private static final Pattern SHAPE = Pattern.compile("([A-Za-z+]+)://(?:([^:@/]*)(?::([^@/]*))?@)?"
            + "(\\[[0-9A-Fa-f:.]+]|[^:/?@\\[\\]]*)(?::(\\d{1,5}))?(?:/([^?]*))?(?:\\?(.*))?");
    private static final Map<String, String> PARAMETERS = Map.of("sslmode", "ssl_mode", "ssl_mode", "ssl_mode",
            "ssl-mode", "ssl_mode", "connection_limit", "pool_size");

    private DatabaseUrl() {
    }

    /** The settings that the line stands for, by path; none, with a complaint, when it cannot be understood. */
    static Map<String, Object> settings(String url, Consumer<String> complain) {
        String scheme = url.substring(0, Math.max(0, url.indexOf(':'))).toLowerCase(Locale.ROOT);
        return switch (scheme) {
            case "sqlite", "file" -> sqlite(url.substring(scheme.length() + 1));
            case "postgresql", "postgres" -> server("postgresql", url, complain);
            case "mysql", "mariadb" -> server("mysql", url, complain);
            default -> {
                complain.accept("must begin with sqlite:, postgresql:// or mysql://");
                yield Map.of();
            }
        };
    }

    /** {@code sqlite:/a}, {@code sqlite:///a} and {@code sqlite:a} are all in use, the second with an empty host. */
    private static Map<String, Object> sqlite(String rest) {
        String path = rest.startsWith("//") ? rest.substring(2) : rest;
        int question = path.indexOf('?');
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("database.adapter", "sqlite");
        settings.put(CONNECTION + "path", question < 0 ? path : path.substring(0, question));
        return settings;
    }

    private static Map<String, Object> server(String adapter, String url, Consumer<String> complain) {
        Matcher parts = SHAPE.matcher(url);
        if (!parts.matches()) {
            complain.accept("must have the shape " + adapter + "://user:password@host:port/database"
                    + " (':', '/', '@', '?' inside a part are written %3A, %2F, %40, %3F)");
            return Map.of();
        }
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("database.adapter", adapter);
        put(settings, "host", parts.group(4).replaceAll("[\\[\\]]", ""), complain);
        put(settings, "port", parts.group(5), complain);
        put(settings, "database", parts.group(6), complain);
        put(settings, "user", parts.group(2), complain);
        put(settings, "password", parts.group(3), complain);
        parameters(settings, parts.group(7), complain);
        return settings;
    }

    private static void parameters(Map<String, Object> settings, String query, Consumer<String> complain) {
        if (query == null || query.isEmpty()) {
            return;
        }
        for (String parameter : query.split("&")) {
            String[] pair = parameter.split("=", 2);
            String key = PARAMETERS.get(pair[0].toLowerCase(Locale.ROOT));
            if (key == null || pair.length < 2) {
                complain.accept("has a parameter after '?' that is not one of sslmode, connection_limit");
            } else {
                put(settings, key, pair[1], complain);
            }
        }
    }

    private static void put(Map<String, Object> settings, String key, String encoded, Consumer<String> complain) {
        if (encoded == null || encoded.isEmpty()) {
            return;
        }
        try {
            settings.put(CONNECTION + key, URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            complain.accept("has a '%' in its " + key + " that is not followed by two hexadecimal digits");
        }
    }
}
