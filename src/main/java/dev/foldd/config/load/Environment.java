package dev.foldd.config.load;

import dev.foldd.config.Problems;
import dev.foldd.config.Suggestion;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Settings that the environment makes. {@code FOLDD_SERVER_PORT} is {@code server.port}: a variable is matched against
 * the known paths with every character between words as {@code _}, since no variable can say where one section ends.
 */
final class Environment {

    private static final String PREFIX = "FOLDD_";
    /** Read by the launcher script and by the command line, and no settings. */
    private static final Set<String> NO_SETTINGS = Set.of("FOLDD_JAVA_OPTS", "FOLDD_DEBUG");
    /**
     * What Kubernetes sets in every pod beside a service named {@code foldd-…}; it looks like a port of ours and is
     * none.
     */
    private static final Pattern SERVICE_LINK = Pattern.compile("(tcp|udp|sctp)://.*");
    private static final Pattern SERVICE_NAME = Pattern.compile(".*_(SERVICE_HOST|SERVICE_PORT.*|PORT_\\d+_.*)");
    private static final String DATABASE_URL = "DATABASE_URL";
    /** The bridge's own two variables, and where systemd says that credentials are. */
    private static final Map<String, String> OF_OTHERS = Map.of(
            "DBAL_NATIVE_PRISMA_URL", "database.connection.url",
            "DBAL_NATIVE_PRISMA_TOKEN", "database.connection.token",
            "CREDENTIALS_DIRECTORY", "security.secrets.credentials_dir");

    private final Map<String, String> variables;

    Environment(Map<String, String> variables) {
        this.variables = new TreeMap<>(variables);
    }

    /** What {@code DATABASE_URL} says, and nothing when it is not set. */
    Map<String, Object> database(Problems problems) {
        Map<String, Object> layer = new LinkedHashMap<>();
        String url = variables.getOrDefault(DATABASE_URL, "");
        if (!url.isBlank()) {
            DatabaseUrl.settings(url.trim(), sentence -> problems.add(DATABASE_URL, sentence))
                    .forEach((path, value) -> Tree.put(layer, path, value));
        }
        return layer;
    }

    /** What others than us name so, for as far as the settings that they are are known; it counts least of all. */
    Map<String, Object> ofOthers(Collection<String> knownPaths) {
        Map<String, Object> layer = new LinkedHashMap<>();
        OF_OTHERS.forEach((name, path) -> {
            String value = variables.getOrDefault(name, "");
            if (!value.isEmpty() && knownPaths.contains(path)) {
                Tree.put(layer, path, value);
            }
        });
        return layer;
    }

    /**
     * What the {@code FOLDD_…} variables say; a variable that is nobody's is a warning, one that is two keys' a
     * problem.
     */
    Map<String, Object> named(Collection<String> knownPaths, Problems problems, List<String> warnings) {
        Map<String, List<String>> pathsByName = new LinkedHashMap<>();
        for (String path : knownPaths) {
            pathsByName.computeIfAbsent(nameOf(path), name -> new ArrayList<>()).add(path);
        }
        Map<String, Object> layer = new LinkedHashMap<>();
        Map<String, String> setBy = new LinkedHashMap<>();
        variables.forEach((variable, value) -> {
            String name = variable.toUpperCase(Locale.ROOT);
            if (!name.startsWith(PREFIX) || NO_SETTINGS.contains(name)) {
                return;
            }
            List<String> paths = pathsByName.getOrDefault(name, List.of());
            boolean injected = SERVICE_LINK.matcher(value).matches() && name.endsWith("_PORT");
            if (paths.isEmpty() || injected) {
                boolean meant = !injected && !SERVICE_NAME.matcher(name).matches();
                warnings.add("the environment variable " + variable + " is no setting of foldd and is not looked at"
                        + (meant ? Suggestion.among(pathsByName.keySet(), name) : ""));
            } else if (paths.size() > 1) {
                problems.add(variable, "could be " + String.join(" or ", paths) + "; say which with --set");
            } else if (setBy.putIfAbsent(paths.get(0), variable) != null) {
                problems.add(variable, "is set beside " + setBy.get(paths.get(0)) + ", and both are " + paths.get(0));
            } else {
                Tree.put(layer, paths.get(0), value);
            }
        });
        return layer;
    }

    private static String nameOf(String path) {
        return PREFIX + path.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]+", "_");
    }
}
