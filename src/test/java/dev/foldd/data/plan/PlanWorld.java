package dev.foldd.data.plan;

import dev.foldd.config.Problems;
import dev.foldd.contract.Caller;
import dev.foldd.contract.Cancellation;
import dev.foldd.contract.Principal;
import dev.foldd.contract.data.DataRequest;
import dev.foldd.contract.data.Method;
import dev.foldd.data.DataConfig;
import dev.foldd.data.DataModel;
import dev.foldd.data.acl.Policy;
import dev.foldd.data.acl.PolicyCompiler;
import dev.foldd.data.entity.Entity;
import dev.foldd.data.entity.EntityCatalogue;
import dev.foldd.data.entity.FieldType;
import dev.foldd.data.entity.RowValidator;
import dev.foldd.data.entity.ValueLimits;
import dev.foldd.data.filter.CallerFilter;
import dev.foldd.data.sql.SqlDialect;
import dev.foldd.data.query.IncludeConfig;
import dev.foldd.data.tx.TransactionConfig;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import dev.foldd.store.Capabilities;
import dev.foldd.store.Query;
import dev.foldd.testing.Entities;
import dev.foldd.testing.Entities.Trait;
import dev.foldd.testing.FakeStore;
import dev.foldd.testing.FixedGenerators;
import dev.foldd.testing.Yamls;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** A planner over a few entities and the rules of one test. */
final class PlanWorld {

    static final DataConfig CONFIG = new DataConfig(new Query.Limits(Duration.ofSeconds(25), 101, 1_000_000), 200, 20, 100, 5,
            new CallerFilter.Limits(8, 50, 20), ValueLimits.DEFAULT,
            new TransactionConfig(Duration.ofSeconds(5), Duration.ofSeconds(30), 4, 100), Duration.ofHours(1),
            new IncludeConfig(2, 4, 3, 10, 5));
    static final Cursors CURSORS = new Cursors("0123456789abcdef0123456789abcdef".getBytes(
            java.nio.charset.StandardCharsets.US_ASCII));

    /** Without tenants: every kind of field, another table name and another column name. */
    static final Entity DOC = Entities.entity("Doc").table("docs").key("id").text("slug", Trait.UNIQUE)
            .column("authorId", "author_id", FieldType.STRING).text("team").text("title")
            .field("score", FieldType.INTEGER).field("price", FieldType.DECIMAL).field("open", FieldType.BOOLEAN)
            .field("meta", FieldType.JSON).text("secret", Trait.SENSITIVE, Trait.UNIQUE)
            .text("hash", Trait.NEVER_EXPOSED, Trait.UNIQUE)
            .field("updatedAt", FieldType.BIGINT, Trait.GENERATED).build();
    /** With tenants. */
    static final Entity CASE = Entities.entity("Case").key("id").text("tenantId").text("slug").text("title")
            .unique("slug").build();
    static final Entity MEMBER = Entities.entity("Member").key("id").text("userId").text("team").build();
    /** Where the daemon would make up a tenant. */
    static final Entity HOUSED = Entities.entity("Housed").key("id")
            .fallback("tenantId", FieldType.STRING, "main", Trait.NOT_NULL).build();

    /** What refers to other rows, one of them without a tenant, and one to its own kind. */
    static final Entity WRITER = Entities.entity("Writer").table("people").key("id").text("name").text("team")
            .text("mail", Trait.SENSITIVE).text("hash", Trait.NEVER_EXPOSED).build();
    static final Entity POST = Entities.entity("Post").key("id").text("tenantId").text("title")
            .field("score", FieldType.INTEGER).reference("writerId", "writer_id", "Writer", "id")
            .reference("parentId", "parentId", "Post", "id").build();
    static final Entity REMARK = Entities.entity("Remark").key("id").text("text").field("price", FieldType.DECIMAL)
            .reference("postId", "postId", "Post", "id").reference("writerId", "writerId", "Writer", "id").build();

    private final Planner planner;
    private final DataModel model;

    PlanWorld(String rules) {
        this(Yamls.tree(rules), CONFIG);
    }

    PlanWorld(Map<String, Object> rules, DataConfig config) {
        this(rules, config, SqlDialect.SQLITE);
    }

    PlanWorld(Map<String, Object> rules, DataConfig config, SqlDialect dialect) {
        EntityCatalogue entities = new EntityCatalogue(List.of(DOC, CASE, MEMBER, HOUSED, WRITER, POST, REMARK));
        RowValidator validator = new RowValidator(new FixedGenerators(), ValueLimits.DEFAULT);
        Problems problems = new Problems();
        List<String> warnings = new ArrayList<>();
        Policy policy = new PolicyCompiler(entities, validator::value).compile(rules, problems, warnings);
        problems.throwIfAny();
        this.model = new DataModel(entities, policy);
        this.planner = new Planner(model, config, validator, CURSORS, dialect,
                new Capabilities(true, false, false, false, false, false, false));
    }

    Asked asked(Principal principal, Map<String, Object> arguments) {
        return new Asked(request(principal, Method.LIST, arguments), model);
    }

    static Principal user(String id, String role, String tenant, Map<String, Object> claims) {
        return new Principal(id, Principal.Kind.USER, List.of(role), Optional.ofNullable(tenant), OptionalInt.empty(), claims);
    }

    static DataRequest request(Principal principal, Method method, Map<String, Object> arguments) {
        return new DataRequest(new Caller(principal, "rpc", "127.0.0.1", "1-1", new Cancellation()), method, arguments);
    }

    Plan plan(Principal principal, Method method, Map<String, Object> arguments) {
        return planner.plan(request(principal, method, arguments));
    }

    /** What is answered by a store that answers this. */
    Object run(FakeStore store, Principal principal, Method method, Map<String, Object> arguments) {
        var running = plan(principal, method, arguments).runOn(store);
        if (running.failed()) {
            throw running.cause() instanceof FaultException fault ? fault : new IllegalStateException(running.cause());
        }
        return running.result().value();
    }

    /** The fault that a request is refused with, before anything runs. */
    Fault refusal(Principal principal, Method method, Map<String, Object> arguments) {
        try {
            plan(principal, method, arguments);
        } catch (FaultException refused) {
            return refused.fault();
        }
        throw new AssertionError(method.wireName() + " was not refused: " + arguments);
    }
}
