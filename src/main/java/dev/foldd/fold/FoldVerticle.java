package dev.foldd.fold;

import dev.foldd.bus.Bus;
import dev.foldd.contract.Addresses;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.Optional;

/** Answers for schemas on one event loop. */
public final class FoldVerticle extends VerticleBase {

    private final Bus bus;
    private final FoldPath.Parts parts;
    private final Optional<FoldNode> node;

    /** @param node absent where this daemon keeps no schemas, which is then the answer to everything */
    public FoldVerticle(Bus bus, FoldPath.Parts parts, Optional<FoldNode> node) {
        this.bus = bus;
        this.parts = parts;
        this.node = node;
    }

    @Override
    public Future<?> start() {
        EntityRows entities = new EntityRows(request -> bus.ask(Addresses.DATA_EXECUTE, request));
        Optional<FoldPath> path = node.map(present -> FoldPath.of(parts, present, entities,
                stage -> Future.fromCompletionStage(stage, context)));
        bus.answer(Addresses.FOLD_QUERY, query -> path.map(known -> known.query(query)).orElseGet(FoldVerticle::absent));
        bus.answer(Addresses.FOLD_MUTATE, mutation -> path.map(known -> known.mutate(mutation)).orElseGet(FoldVerticle::absent));
        bus.answer(Addresses.FOLD_HISTORY, asked -> path.map(known -> known.history(asked)).orElseGet(FoldVerticle::absent));
        bus.answer(Addresses.FOLD_EXPLAIN, asked -> path.map(known -> known.explain(asked)).orElseGet(FoldVerticle::absent));
        bus.answer(Addresses.FOLD_SCHEMA, request -> path.map(known -> known.schema(request)).orElseGet(FoldVerticle::absent));
        return Future.succeededFuture();
    }

    private static <T> Future<T> absent() {
        return Future.failedFuture(new FaultException(new Fault.Unsupported("this daemon keeps no schemas")));
    }
}
