package dev.foldd.rpc;

import dev.foldd.bus.Bus;
import dev.foldd.contract.Addresses;
import dev.foldd.contract.Caller;
import dev.foldd.contract.data.Arguments;
import dev.foldd.contract.data.DataReply;
import dev.foldd.contract.data.DataRequest;
import dev.foldd.contract.data.Method;
import dev.foldd.contract.data.Method.Parameter;
import dev.foldd.contract.fold.FoldExplain;
import dev.foldd.contract.fold.FoldExplanation;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import dev.foldd.rpc.message.RpcCall;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Whom a call of a method is for: the data feature, or, where it is about a schema, the fold node. */
final class RpcQuestions {

    private static final List<Parameter> ABOUT_SCHEMA = List.of(new Parameter("schema", true), new Parameter("operation", true),
            new Parameter("field", false), new Parameter("subject", false));

    private final Bus bus;

    RpcQuestions(Bus bus) {
        this.bus = bus;
    }

    /**
     * Fits the arguments to the method; the question is asked by whoever calls what is returned.
     *
     * @throws FaultException {@code Invalid} when they do not fit
     */
    Supplier<Future<Object>> of(Caller caller, RpcCall call, Method method) {
        if (method == Method.POLICY_EXPLAIN && call.params() instanceof Map<?, ?> byName && byName.containsKey("schema")) {
            FoldExplain question = explain(caller, Arguments.bind(ABOUT_SCHEMA, call.params()));
            return () -> bus.ask(Addresses.FOLD_EXPLAIN, question).map(FoldExplanation::value);
        }
        Map<String, Object> arguments = Arguments.bind(method.parameters(), call.params());
        return () -> bus.ask(Addresses.DATA_EXECUTE, new DataRequest(caller, method, arguments, call.options()))
                .map(DataReply::value);
    }

    private static FoldExplain explain(Caller caller, Map<String, Object> arguments) {
        return new FoldExplain(caller, text(arguments, "schema"), text(arguments, "operation"),
                Optional.ofNullable(arguments.containsKey("field") ? text(arguments, "field") : null), arguments.get("subject"));
    }

    private static String text(Map<String, Object> arguments, String name) {
        if (!(arguments.get(name) instanceof String text)) {
            throw new FaultException(new Fault.Invalid(name, "must be a text"));
        }
        return text;
    }
}
