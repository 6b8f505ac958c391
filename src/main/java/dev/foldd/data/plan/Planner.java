package dev.foldd.data.plan;

import dev.foldd.contract.data.DataRequest;
import dev.foldd.data.DataConfig;
import dev.foldd.data.DataModel;
import dev.foldd.data.acl.Policy;
import dev.foldd.data.entity.RowValidator;
import dev.foldd.data.sql.ReadSql;
import dev.foldd.data.sql.SqlDialect;
import dev.foldd.data.sql.WriteSql;
import dev.foldd.store.Capabilities;
import java.util.Map;
import java.util.Optional;

/**
 * Turns a request into a plan: checks its arguments against the entity, restricts it to what the policy allows, and writes its
 * statements. Pure: nothing has run when it returns, and whatever it throws is the answer.
 */
public final class Planner {

    private final ReadPlans reads;
    private final ListPlans lists;
    private final CreatePlans creation;
    private final UpdatePlans updates;
    private final DeletePlans deletion;
    private final UpsertPlans upserts;
    private final DescribePlans descriptions;
    private final DataModel model;

    /**
     * A planner serves one model, since its plans are kept by that model's grants.
     *
     * @param dialect of the database that the plans are for
     * @param can what that database can do
     */
    public Planner(DataModel model, DataConfig config, RowValidator validator, Cursors cursors, SqlDialect dialect,
                   Capabilities can) {
        PlanCache cache = new PlanCache();
        ReadSql reading = new ReadSql(dialect);
        WriteSql writing = new WriteSql(dialect);
        Wanted wanted = new Wanted(config, validator);
        this.model = model;
        this.descriptions = new DescribePlans(reading, can);
        this.reads = new ReadPlans(config, validator, cache, reading, wanted);
        this.lists = new ListPlans(config, validator, cursors, cache, reading, wanted);
        this.creation = new CreatePlans(config, validator, cache, writing);
        this.updates = new UpdatePlans(config, validator, cache, writing, wanted);
        this.deletion = new DeletePlans(config, validator, cache, writing, wanted);
        this.upserts = new UpsertPlans(config, validator, cache, reading, creation, updates);
    }

    /** The policy that its plans follow. */
    public Policy policy() {
        return model.policy();
    }

    /** The key of a row of an entity, where an answer tells one. */
    public Optional<String> keyIn(String entity, Object answer) {
        return answer instanceof Map<?, ?> row ? model.entities().entity(entity)
                .flatMap(known -> Optional.ofNullable(row.get(known.primary().name()))).map(String::valueOf) : Optional.empty();
    }

    /** @throws dev.foldd.fault.FaultException when the request is refused */
    public Plan plan(DataRequest request) {
        return switch (request.method()) {
            case CREATE -> creation.create(asked(request));
            case READ -> reads.read(asked(request));
            case UPDATE -> updates.update(asked(request));
            case DELETE -> deletion.delete(asked(request));
            case LIST -> lists.list(asked(request));
            case FIND_FIRST -> reads.findFirst(asked(request));
            case FIND_BY_FIELD -> reads.findByField(asked(request));
            case UPSERT -> upserts.upsert(asked(request));
            case UPDATE_BY_FIELD -> updates.updateByField(asked(request));
            case DELETE_BY_FIELD -> deletion.deleteByField(asked(request));
            case CREATE_MANY -> creation.createMany(asked(request));
            case UPDATE_MANY -> updates.updateMany(asked(request));
            case DELETE_MANY -> deletion.deleteMany(asked(request));
            case GET_CAPABILITIES -> descriptions.capabilities();
            case SCHEMA_LIST -> descriptions.schemaList(request, model);
            case SCHEMA_GET -> descriptions.schemaGet(asked(request), model);
            case BATCH, TX_BEGIN, TX_COMMIT, TX_ROLLBACK, TX_STATUS ->
                    throw new IllegalArgumentException("transactions are led, not planned");
            case POLICY_EXPLAIN -> descriptions.explain(asked(request), model);
        };
    }

    private Asked asked(DataRequest request) {
        return new Asked(request, model);
    }
}
