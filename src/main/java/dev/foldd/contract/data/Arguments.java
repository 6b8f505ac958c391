package dev.foldd.contract.data;

import dev.foldd.contract.data.Method.Parameter;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import dev.foldd.fault.Fault.FieldError;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Fits arguments, by position or by name, to a method's parameters. What they mean is the method's affair. */
public final class Arguments {

    private static final int NAME_SHOWN_MAX = 64;

    private Arguments() {
    }

    /**
     * Arguments by name; an optional one that is null or left out is not in it, one whose null is a value is.
     *
     * @throws FaultException {@code Invalid} with every parameter that is missing and every argument too many
     */
    public static Map<String, Object> bind(List<Parameter> parameters, Object params) {
        List<FieldError> errors = new ArrayList<>(0);
        Map<String, Object> arguments = new HashMap<>();
        if (params instanceof List<?> byPosition) {
            if (byPosition.size() > parameters.size()) {
                errors.add(new FieldError("params", "takes at most " + parameters.size() + names(parameters)
                        + ", not " + byPosition.size()));
            }
            for (int i = 0; i < parameters.size(); i++) {
                boolean sent = i < byPosition.size();
                put(arguments, parameters.get(i), sent, sent ? byPosition.get(i) : null, errors);
            }
        } else {
            Map<?, ?> byName = (Map<?, ?>) params;
            for (Parameter parameter : parameters) {
                put(arguments, parameter, byName.containsKey(parameter.name()), byName.get(parameter.name()), errors);
            }
            refuseUnknown(byName, parameters, errors);
        }
        if (!errors.isEmpty()) {
            throw new FaultException(new Fault.Invalid(errors));
        }
        return arguments;
    }

    private static void put(Map<String, Object> arguments, Parameter parameter, boolean sent, Object value,
                            List<FieldError> errors) {
        if (value != null || sent && parameter.nullable()) {
            arguments.put(parameter.name(), value);
        } else if (parameter.required()) {
            errors.add(new FieldError(parameter.name(), "is required"));
        }
    }

    /** One is enough to be told: a message may hold a million of them. */
    private static void refuseUnknown(Map<?, ?> byName, List<Parameter> parameters, List<FieldError> errors) {
        for (Object key : byName.keySet()) {
            String name = (String) key;
            if (parameters.stream().noneMatch(parameter -> parameter.name().equals(name))) {
                String shown = name.length() > NAME_SHOWN_MAX ? name.substring(0, NAME_SHOWN_MAX) + "…" : name;
                errors.add(new FieldError(shown, "is no parameter of this method" + names(parameters)));
                return;
            }
        }
    }

    private static String names(List<Parameter> parameters) {
        return parameters.isEmpty() ? "" : " (" + String.join(", ", parameters.stream().map(Parameter::name).toList())
                + ")";
    }
}
