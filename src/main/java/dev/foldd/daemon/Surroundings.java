package dev.foldd.daemon;

import dev.foldd.config.secret.SecretSource;
import dev.foldd.daemon.files.FileRights;
import dev.foldd.daemon.files.ModelFiles;
import dev.foldd.http.DoorConfig;
import dev.foldd.socket.settings.SocketConfig;
import dev.foldd.store.DatabaseConfig;
import dev.foldd.store.DatabaseConfig.Adapter;
import dev.foldd.store.DatabaseConfig.SslMode;
import dev.foldd.wire.Host;
import dev.foldd.wire.Tls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What {@code security.sandbox: strict} refuses to run in: as root, with settings, rules, entities or keys that others may read
 * or change, with a remote database or a door beyond loopback in plain text. Makes nothing.
 */
final class Surroundings {

    private static final String SETTING = "security.sandbox: strict refuses ";
    private static final Path STATUS = Path.of("/proc/self/status");

    private final DaemonConfig config;
    private final FileRights rights;
    private final List<String> refusals = new ArrayList<>();

    private Surroundings(DaemonConfig config, long user) {
        this.config = config;
        this.rights = new FileRights(user);
    }

    /** Every reason, a sentence each; none without {@code strict}. */
    static List<String> refusals(DaemonConfig config) {
        return config.sandbox() == DaemonConfig.Sandbox.STRICT ? refusals(config, user()) : List.of();
    }

    /** The same for a user of that number, whatever the sandbox is. */
    static List<String> refusals(DaemonConfig config, long user) {
        Surroundings surroundings = new Surroundings(config, user);
        if (user == 0) {
            surroundings.refuse("to run as root");
        }
        surroundings.checkDatabase();
        surroundings.checkDoors();
        surroundings.checkSockets();
        surroundings.checkFiles();
        return surroundings.refusals;
    }

    /** Why the file that the settings stand in is refused. */
    static List<String> refusals(DaemonConfig config, Optional<Path> file) {
        if (config.sandbox() != DaemonConfig.Sandbox.STRICT || file.isEmpty()) {
            return List.of();
        }
        Surroundings surroundings = new Surroundings(config, user());
        surroundings.expose("--config", file.get());
        return surroundings.refusals;
    }

    private void checkDatabase() {
        DatabaseConfig.Connection connection = config.database().connection();
        boolean server = config.database().adapter() == Adapter.POSTGRES || config.database().adapter() == Adapter.MYSQL;
        boolean remote = !Host.isLoopback(connection.host()) && !connection.host().startsWith("/");
        if (server && remote && connection.sslMode().ordinal() < SslMode.REQUIRE.ordinal()) {
            refuse("database.connection.ssl_mode: '" + connection.host() + "' is another machine, and what is not encrypted"
                    + " can be read on the way; use require, verify-ca or verify-full");
        }
        String url = connection.url().orElse("");
        if (config.database().adapter() == Adapter.PRISMA && url.startsWith("http://") && !isLocal(url)) {
            refuse("database.connection.url: it leads to another machine in plain text; use https://");
        }
    }

    private static boolean isLocal(String url) {
        String authority = url.substring("http://".length()).replaceFirst("[/?#].*", "");
        String host = authority.substring(authority.lastIndexOf('@') + 1);
        return Host.isLoopback(host.startsWith("[") ? host.substring(1).replaceFirst("].*", "")
                : host.replaceFirst(":\\d*$", ""));
    }

    private void checkDoors() {
        if (config.rpc().tls().isEmpty() && !config.rpc().isLoopbackOnly()) {
            refuse("server.host: '" + config.rpc().host() + "' can be reached from other machines, in plain text");
        }
        for (DoorConfig door : List.of(config.http().door(), config.admin().door())) {
            if (door.enabled() && door.tls().isEmpty() && !door.isLoopbackOnly()) {
                refuse(door.name() + ".host: '" + door.host() + "' can be reached from other machines, in plain text");
            }
        }
    }

    private void checkSockets() {
        if (config.tcp().enabled() && !config.tcp().isLoopbackOnly()) {
            refuse("tcp.host: '" + config.tcp().host() + "' can be reached from other machines, in plain text");
        }
        if (config.socket().enabled() && config.socket().auth() == SocketConfig.Auth.NONE) {
            refuse("socket.auth: none, with which requests are answered that nobody has signed");
        }
        if (config.socket().enabled()) {
            List<Path> paths = new ArrayList<>(List.of(config.socket().pathIn(config.dataDir())));
            config.socket().own().forEach(own -> paths.add(own.path()));
            paths.stream().map(Path::getParent).filter(Objects::nonNull).distinct()
                    .forEach(directory -> keep("socket.path", directory));
        }
        if (config.http().door().enabled()) {
            config.http().socket().map(Path::getParent).ifPresent(directory -> keep("http.socket", directory));
        }
    }

    private void checkFiles() {
        expose("data_dir", config.dataDir());
        expose("security.acl.rules_file", Path.of(config.acl().rulesFile()));
        model().watched().stream().filter(file -> !file.equals(Path.of(config.acl().rulesFile())))
                .forEach(file -> expose("database.entities", file));
        config.rpc().tls().ifPresent(tls -> checkTls("server.tls", tls));
        config.http().door().tls().ifPresent(tls -> checkTls("http.tls", tls));
        config.database().connection().caFile().ifPresent(file -> keep("database.connection.ca_file", Path.of(file)));
        for (SecretSource secret : config.database().secrets()) {
            config.secrets().files(List.of(secret)).stream().filter(file -> !file.equals(keyFile().orElse(null)))
                    .forEach(file -> expose(secret.setting(), file));
        }
        keyFile().ifPresent(file -> expose("security.secrets", file));
        checkTokenKeys();
    }

    private void checkTls(String section, Tls tls) {
        expose(section + ".key_file", Path.of(tls.keyFile()));
        keep(section + ".cert_file", Path.of(tls.certFile()));
        tls.caFile().ifPresent(file -> keep(section + ".ca_file", Path.of(file)));
    }

    private void checkTokenKeys() {
        Stream.concat(Stream.of(config.jwt().own()), config.jwt().issuers().stream())
                .flatMap(issuer -> issuer.keys().stream()).forEach(key -> {
                    switch (key.source()) {
                        case SECRET_FILE -> expose(key.path() + ".secret_file", Path.of(key.value().reveal()));
                        case PUBLIC_KEY_FILE, JWKS_FILE -> keep(key.path(), Path.of(key.value().reveal()));
                        case GENERATED, SECRET, SECRET_CREDENTIAL, PUBLIC_KEY -> {
                            // In the data directory, in the configuration, or where systemd keeps it.
                        }
                    }
                });
    }

    private Optional<Path> keyFile() {
        return config.secrets().config().keyCredential().isPresent() ? Optional.empty()
                : Optional.of(config.secrets().keyFile());
    }

    private ModelFiles model() {
        return Storage.modelFiles(config, Offline.validator(config), DatabaseKind.of(config.database()));
    }

    private void expose(String setting, Path file) {
        // Names of files tell nothing that is to be hidden.
        List<String> reasons = Files.isDirectory(file) ? rights.changeable(file) : rights.exposed(file);
        reasons.forEach(reason -> refuse(setting + ": " + reason));
    }

    private void keep(String setting, Path file) {
        rights.changeable(file).forEach(reason -> refuse(setting + ": " + reason));
    }

    private void refuse(String reason) {
        refusals.add(SETTING + reason);
    }

    /** The user that the process acts as; {@link FileRights} takes nobody's file for that of a number below zero. */
    private static long user() {
        try {
            return Files.readAllLines(STATUS).stream().filter(line -> line.startsWith("Uid:"))
                    .map(line -> line.split("\\s+")).filter(fields -> fields.length > 2)
                    .mapToLong(fields -> Long.parseLong(fields[2])).findFirst().orElse(-1);
        } catch (IOException noLinux) {
            return ProcessHandle.current().info().user().filter("root"::equals).isPresent() ? 0 : -1;
        }
    }
}
