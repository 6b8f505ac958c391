package dev.foldd.rpc.message;

import static java.util.function.Function.identity;

import dev.foldd.contract.data.Method;
import dev.foldd.contract.data.Method.Parameter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The methods that this door carries out itself; all others belong to the data feature. */
public enum EdgeMethod {
    DISCOVER("rpc.discover", false, "Describes the methods that the caller may use, as an OpenRPC document."),
    WHO_AM_I("auth.whoami", false, "Tells whom the credential proves."),
    REFRESH("auth.refresh", false, "Replaces the connection's credential by another one of the same subject.", "token"),
    RELOAD("admin.reload", true, "Reads everything reloadable again."),
    REVOKE("admin.revoke", true, "Takes back a token (jti), all tokens of a subject (sub) or of a key (key).",
            "kind", "value");

    private static final Map<String, EdgeMethod> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(EdgeMethod::wireName, identity()));

    private final String wireName;
    private final boolean forOperators;
    private final String summary;
    private final List<Parameter> parameters;

    EdgeMethod(String wireName, boolean forOperators, String summary, String... required) {
        this.wireName = wireName;
        this.forOperators = forOperators;
        this.summary = summary;
        this.parameters = Arrays.stream(required).map(name -> new Parameter(name, true)).toList();
    }

    public static Optional<EdgeMethod> named(String wireName) {
        return Optional.ofNullable(BY_NAME.get(wireName));
    }

    /** Every name that a call may have at this door, the data feature's methods too. */
    public static List<String> allNames() {
        return Stream.concat(Arrays.stream(Method.values()).map(Method::wireName),
                Arrays.stream(values()).map(EdgeMethod::wireName)).toList();
    }

    public String wireName() {
        return wireName;
    }

    /** Whether only those may use it who may steer the daemon itself. */
    public boolean forOperators() {
        return forOperators;
    }

    public String summary() {
        return summary;
    }

    public List<Parameter> parameters() {
        return parameters;
    }
}
