package dev.foldd.data.plan;

import dev.foldd.contract.data.DataRequest;
import dev.foldd.data.DataConfig;
import dev.foldd.data.DataModel;
import dev.foldd.data.entity.RowValidator;

/**
 * Turns a request into a plan: checks its arguments against the entity, restricts it to what the policy allows, and writes its
 * statements. Pure: nothing has run when it returns, and whatever it throws is the answer.
 */
public final class Planner {

    private final ReadPlans reads;
    private final ListPlans lists;
    private final CreatePlans creation;
    private final ChangePlans changes;
    private final DescribePlans descriptions = new DescribePlans();
    private final DataModel model;

    /** A planner serves one model, since its plans are kept by that model's grants. */
    public Planner(DataModel model, DataConfig config, RowValidator validator, Cursors cursors) {
        PlanCache cache = new PlanCache();
        this.model = model;
        this.reads = new ReadPlans(config, validator, cache);
        this.lists = new ListPlans(config, validator, cursors);
        this.creation = new CreatePlans(config, validator, cache);
        this.changes = new ChangePlans(config, validator, cache, creation);
    }

    /** @throws dev.foldd.fault.FaultException when the request is refused */
    public Plan plan(DataRequest request) {
        return switch (request.method()) {
            case CREATE -> creation.create(asked(request));
            case READ -> reads.read(asked(request));
            case UPDATE -> changes.update(asked(request));
            case DELETE -> changes.delete(asked(request));
            case LIST -> lists.list(asked(request));
            case FIND_FIRST -> reads.findFirst(asked(request));
            case FIND_BY_FIELD -> reads.findByField(asked(request));
            case UPSERT -> changes.upsert(asked(request));
            case UPDATE_BY_FIELD -> changes.updateByField(asked(request));
            case DELETE_BY_FIELD -> changes.deleteByField(asked(request));
            case CREATE_MANY -> creation.createMany(asked(request));
            case UPDATE_MANY -> changes.updateMany(asked(request));
            case DELETE_MANY -> changes.deleteMany(asked(request));
            case GET_CAPABILITIES -> descriptions.capabilities();
            case SCHEMA_LIST -> descriptions.schemaList(request, model);
            case SCHEMA_GET -> descriptions.schemaGet(asked(request), model);
            case POLICY_EXPLAIN -> descriptions.explain(asked(request), model);
        };
    }

    private Asked asked(DataRequest request) {
        return new Asked(request, model);
    }
}
