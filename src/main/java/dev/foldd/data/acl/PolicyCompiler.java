package dev.foldd.data.acl;

import dev.foldd.config.Problems;
import dev.foldd.data.entity.Entity;
import dev.foldd.data.entity.EntityCatalogue;
import dev.foldd.data.entity.Field;
import dev.foldd.data.filter.FilterParser;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/** Makes a policy of the rules in entity files and in the rules file, and runs the tests that the file brings along. */
public final class PolicyCompiler {

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
            rules.put(entity.name(), new ArrayList<>(new EntityRules(rulesFile.roles(), filters, warnings).of(entity)));
        }
        rulesFile.rules(entities.entities(), filters, warnings)
                .forEach((name, more) -> rules.get(name).addAll(more));
        Policy policy = new Policy(rulesFile.roles(), rules);
        if (problems.isEmpty()) {
            new PolicyTests(policy, entities, valueOf, problems).run(rulesFile.tests());
        }
        return policy;
    }
}
