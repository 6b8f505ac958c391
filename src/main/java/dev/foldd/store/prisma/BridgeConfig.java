package dev.foldd.store.prisma;

import dev.foldd.config.ConfigException;
import dev.foldd.config.Secret;
import dev.foldd.store.DatabaseConfig;
import dev.foldd.store.DatabaseConfig.Provider;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a bridge is reached.
 *
 * @param path of the endpoint, behind whatever path the configured address has
 * @param caFile certificates of the authorities that may vouch for the bridge, in PEM; absent means Java's own
 * @param connectionsMax to the bridge, each with one request at a time
 * @param waitingMax requests that may wait for a connection, each for {@code waitMax} at most
 */
public record BridgeConfig(boolean tls, String host, int port, String path, Provider provider,
                           Optional<String> caFile, int connectionsMax, int waitingMax, Duration waitMax) {

    private static final String DEFAULT_URL = "http://localhost:3000";
    private static final String ENDPOINT = "/api/native-prisma";
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    /** @throws ConfigException when the address cannot be used, with all that is wrong with them */
    public static BridgeConfig of(DatabaseConfig.Connection connection) {
        List<String> problems = problems(connection);
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        URI url = URI.create(address(connection));
        boolean tls = "https".equalsIgnoreCase(url.getScheme());
        int port = url.getPort() != -1 ? url.getPort() : tls ? HTTPS_PORT : HTTP_PORT;
        String base = url.getRawPath().endsWith("/") ? url.getRawPath().substring(0, url.getRawPath().length() - 1)
                : url.getRawPath();
        return new BridgeConfig(tls, unbracketed(url.getHost()), port, base + ENDPOINT, connection.provider(),
                connection.caFile(), connection.poolSize(), connection.waitingMax(), connection.timeout());
    }

    /** What is wrong with the settings of a bridge, a sentence each, beginning with the path of the setting. */
    public static List<String> problems(DatabaseConfig.Connection connection) {
        List<String> problems = new ArrayList<>();
        if (!isAddress(address(connection))) {
            // The address is not repeated: whoever puts a password into it has not meant it for the log.
            problems.add("database.connection.url: must be the address of the bridge, such as http://localhost:3000 or"
                    + " https://app.example.org/base, without user, query and fragment");
        }
        connection.caFile().filter(file -> !Files.isReadable(Path.of(file))).ifPresent(
                file -> problems.add("database.connection.ca_file: '" + file + "' cannot be read"));
        return problems;
    }

    /** What is wrong with a token. */
    public static Optional<String> problem(Secret token) {
        return isHeaderValue(token.reveal()) ? Optional.empty()
                : Optional.of("must be of visible ASCII characters");
    }

    /** Where it is, for the operator. */
    public String name() {
        return host + ":" + port;
    }

    private static String address(DatabaseConfig.Connection connection) {
        return connection.url().orElse(DEFAULT_URL).strip();
    }

    private static boolean isAddress(String text) {
        try {
            URI url = new URI(text);
            boolean http = "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
            return http && url.getHost() != null && url.getRawUserInfo() == null && url.getRawQuery() == null
                    && url.getRawFragment() == null && url.getPort() != 0 && url.getPort() <= 65_535;
        } catch (URISyntaxException noAddress) {
            return false;
        }
    }

    private static boolean isHeaderValue(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }

    private static String unbracketed(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }
}
