package dev.foldd.config.load;

import dev.foldd.config.Problems;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Older spellings of settings, each a line of one table. A layer of settings is put into today's spelling before it
 * counts.
 */
final class Aliases {

    /**
     * One older spelling.
     *
     * @param implied what the older spelling meant besides, where nothing is said about it
     */
    private record Alias(String from, Translation translation, Map<String, Object> implied) {
    }

    /** An old value as new settings by path; a complaint goes on after the old path. */
    private interface Translation {
        Map<String, Object> settings(Object value, Consumer<String> complain);
    }

    private static final Map<String, Object> TLS_ON = Map.of("server.tls.enabled", true);
    private static final Pattern ADDRESS = Pattern.compile("(\\[[^]]*]|[^:\\[\\]]*):(\\d+)");

    private static final List<Alias> TABLE = List.of(
            new Alias("server.bind", Aliases::bind, Map.of()),
            renamed("tls.enabled", "server.tls.enabled", Map.of()),
            renamed("tls.cert", "server.tls.cert_file", TLS_ON),
            renamed("tls.key", "server.tls.key_file", TLS_ON),
            renamed("tls.ca", "server.tls.ca_file", Map.of()),
            renamed("server.tls.cert", "server.tls.cert_file", TLS_ON),
            renamed("server.tls.key", "server.tls.key_file", TLS_ON),
            renamed("server.tls.ca", "server.tls.ca_file", Map.of()),
            renamed("performance.connection_pool_size", "database.connection.pool_size", Map.of()),
            new Alias("database.url", (url, complain) -> DatabaseUrl.settings(url.toString(), complain), Map.of()));

    private Aliases() {
    }

    /** The older spellings, by path. */
    static List<String> paths() {
        return TABLE.stream().map(Alias::from).toList();
    }

    /** Changes the layer in place. Saying one thing in both spellings is a problem only when they disagree. */
    static void resolve(Map<String, Object> layer, Problems problems) {
        for (Alias alias : TABLE) {
            Optional<Object> old = Tree.get(layer, alias.from());
            old.filter(value -> !(value instanceof Map || value instanceof List)).ifPresent(value -> {
                Tree.remove(layer, alias.from());
                alias.translation().settings(value, sentence -> problems.add(alias.from(), sentence))
                        .forEach((path, setting) -> put(layer, alias.from(), path, setting, problems));
            });
            if (old.isPresent()) {
                alias.implied().forEach((path, setting) -> {
                    if (Tree.get(layer, path).isEmpty()) {
                        put(layer, alias.from(), path, setting, problems);
                    }
                });
            }
        }
    }

    private static void put(Map<String, Object> layer, String from, String path, Object setting, Problems problems) {
        Optional<Object> present = Tree.get(layer, path);
        if (present.isPresent() && !present.get().toString().equals(setting.toString())) {
            problems.add(from, "is an older spelling of " + path + ", which is set to another value; keep one of them");
        } else if (!Tree.put(layer, path, setting)) {
            problems.add(from, "is an older spelling of " + path + ", but a value stands where that section would be");
        }
    }

    private static Alias renamed(String from, String to, Map<String, Object> implied) {
        return new Alias(from, (value, complain) -> Map.of(to, value), implied);
    }

    /** {@code host:port}, {@code :port}, {@code [::1]:port}, a host alone, or a port alone. */
    private static Map<String, Object> bind(Object value, Consumer<String> complain) {
        String text = value.toString().trim();
        if (text.matches("\\d{1,5}")) {
            return Map.of("server.port", text);
        }
        Matcher address = ADDRESS.matcher(text);
        if (!address.matches()) {
            String host = text.replaceAll("[\\[\\]]", "");
            if (host.isEmpty()) {
                complain.accept("must be host:port or a host");
                return Map.of();
            }
            return Map.of("server.host", host);
        }
        String host = address.group(1).replaceAll("[\\[\\]]", "");
        return host.isEmpty() ? Map.of("server.port", address.group(2))
                : Map.of("server.host", host, "server.port", address.group(2));
    }
}
