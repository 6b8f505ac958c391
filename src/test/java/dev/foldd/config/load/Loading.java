package dev.foldd.config.load;

import dev.foldd.config.Section;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Loads what a test writes, with the keys that the features of a daemon would read. */
final class Loading {

    private final Path directory;

    Loading(Path directory) {
        this.directory = directory;
    }

    LoadedConfig load(String yaml, List<String> flags, String... variables) throws Exception {
        Path file = Files.writeString(directory.resolve("foldd.yaml"), yaml);
        Map<String, String> environment = new HashMap<>();
        for (int i = 0; i < variables.length; i += 2) {
            environment.put(variables[i], variables[i + 1]);
        }
        return new ConfigLoader(environment, Loading::read).load(Optional.of(file), flags);
    }

    static String value(LoadedConfig config, String path) {
        return Tree.get(config.tree(), path).map(Object::toString).orElse("nothing");
    }

    static void read(Section root) {
        Section server = root.section("server");
        server.text("host", "127.0.0.1");
        server.text("name", "");
        server.port("port", 50051);
        server.integer("max_connections", 10, 1, 99);
        server.texts("origins", List.of());
        Section tls = server.section("tls");
        tls.flag("enabled", false);
        List.of("cert_file", "key_file", "ca_file").forEach(tls::optionalText);
        Section database = root.section("database");
        String adapter = database.text("adapter", "sqlite");
        Section connection = database.section("connection");
        List.of("path", "host", "port", "database", "user", "ssl_mode", "timeout").forEach(connection::optionalText);
        connection.secret("password");
        connection.integer("pool_size", 20, 1, 99);
        if (adapter.equals("prisma")) {
            connection.optionalText("url");
            connection.secret("token");
            connection.integer("retries", 1, 0, 9);
        }
        root.section("ambiguous").section("a").optionalText("b");
        root.section("ambiguous").optionalText("a_b");
        Section security = root.section("security");
        List.of("sandbox", "audit_log", "audit_log_path").forEach(security::optionalText);
        List.of("enabled", "requests_per_minute", "burst").forEach(security.section("rate_limit")::optionalText);
        List.of("rules_file", "cache_ttl").forEach(security.section("acl")::optionalText);
        Section performance = root.section("performance");
        List.of("query_timeout", "max_query_complexity", "cache_enabled", "cache_size_mb")
                .forEach(performance::optionalText);
    }
}
