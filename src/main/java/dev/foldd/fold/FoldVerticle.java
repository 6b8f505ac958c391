package dev.foldd.fold;

import dev.foldd.bus.Bus;
import dev.foldd.contract.Addresses;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/** Answers for schemas on one event loop. */
public final class FoldVerticle extends VerticleBase {

    private final Bus bus;
    private final FoldPath.Parts parts;
    private final FoldNode node;

    public FoldVerticle(Bus bus, FoldPath.Parts parts, FoldNode node) {
        this.bus = bus;
        this.parts = parts;
        this.node = node;
    }

    @Override
    public Future<?> start() {
        EntityRows entities = new EntityRows(request -> bus.ask(Addresses.DATA_EXECUTE, request));
        FoldPath path = FoldPath.of(parts, node, entities, stage -> Future.fromCompletionStage(stage, context));
        bus.answer(Addresses.FOLD_QUERY, path::query);
        bus.answer(Addresses.FOLD_MUTATE, path::mutate);
        bus.answer(Addresses.FOLD_SCHEMA, path::schema);
        return Future.succeededFuture();
    }
}
