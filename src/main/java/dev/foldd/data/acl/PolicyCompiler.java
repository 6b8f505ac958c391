package dev.foldd.data.acl;

import dev.foldd.config.Problems;
import dev.foldd.data.entity.Entity;
import dev.foldd.data.entity.EntityCatalogue;
import dev.foldd.data.entity.Field;
import dev.foldd.data.filter.FilterParser;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/** Makes a policy of the rules in entity files and in the rules file, and runs the tests that the file brings along. */
public final class PolicyCompiler {

    /** By these names entities say what a person may do. */
    private static final List<String> ROLE_FIELDS = List.of("role", "roles");

    private final EntityCatalogue entities;
    private final BiFunction<Field, Object, Object> valueOf;

    /** @param valueOf reads a literal as a value of a field; throws a FaultException when it is none */
    public PolicyCompiler(EntityCatalogue entities, BiFunction<Field, Object, Object> valueOf) {
        this.entities = entities;
        this.valueOf = valueOf;
    }

    /**
     * @param file the rules file as a tree; empty when there is none
     * @param problems takes what is wrong in the file, and every test of it that fails; with any, the policy is not to be used
     * @param warnings takes what is not understood in entity files; such rules allow nothing
     */
    public Policy compile(Map<String, Object> file, Problems problems, List<String> warnings) {
        RulesFile rulesFile = new RulesFile(file, problems);
        FilterParser filters = new FilterParser(entities::entity, valueOf);
        Map<String, List<Rule>> rules = new LinkedHashMap<>();
        for (Entity entity : entities.entities()) {
            List<Rule> own = new EntityRules(rulesFile.roles(), filters, warnings).of(entity);
            rules.put(entity.name(), new ArrayList<>(own));
            warnings.addAll(openRoles(rulesFile.roles(), entity, own, entity.source()));
        }
        rulesFile.rules(entities.entities(), filters, warnings).forEach((name, more) -> {
            rules.get(name).addAll(more);
            entities.entity(name).ifPresent(entity ->
                    warnings.addAll(openRoles(rulesFile.roles(), entity, more, "the rules file")));
        });
        entities.entities().stream().filter(entity -> entity.origin() == Entity.Origin.FOUND_READ_ONLY)
                .forEach(entity -> rules.get(entity.name()).replaceAll(Rule::readingOnly));
        Policy policy = new Policy(rulesFile.roles(), entities, rules);
        if (problems.isEmpty()) {
            new PolicyTests(policy, entities, valueOf, problems).run(rulesFile.tests());
        }
        return policy;
    }

    /**
     * Warnings of rules by which somebody who is no admin may write a role, since nobody has said which fields he may write:
     * at most one for create and one for update, of the rule that speaks to the lowest role. Such a rule counts as it stands.
     */
    private static List<String> openRoles(Roles roles, Entity entity, List<Rule> rules, String file) {
        Optional<Field> role = ROLE_FIELDS.stream().flatMap(name -> entity.field(name).stream()).findFirst();
        if (role.isEmpty()) {
            return List.of();
        }
        Set<Rule> open = new LinkedHashSet<>();
        for (Operation operation : List.of(Operation.CREATE, Operation.UPDATE)) {
            rules.stream().filter(rule -> rule.operations().contains(operation) && rule.writable().isEmpty()
                            && !roles.isAdmin(rule.rank()) && rule.rank() < roles.rising().size() - 1)
                    .min(Comparator.comparingInt(Rule::rank)).ifPresent(open::add);
        }
        return open.stream().map(rule -> file + ": " + entity.name() + ": rule " + rule.id() + " lets the role "
                + roles.rising().get(rule.rank()) + " write '" + role.get().name() + "', and so make anybody anything; name"
                + " the fields that may be written (writable_fields, or fields.write in the rules file)").toList();
    }
}
