package dev.foldd.data.acl;

import dev.foldd.contract.Principal;
import dev.foldd.data.entity.Entity;
import dev.foldd.data.entity.Field;
import dev.foldd.data.filter.Claims;
import dev.foldd.data.filter.Condition;
import dev.foldd.data.filter.FilterText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Says why a subject may or may not do something: which rules speak for him, to which rows, with which fields. */
public final class Explanation {

    private final Policy policy;

    public Explanation(Policy policy) {
        this.policy = policy;
    }

    /**
     * @return {@code allowed}, {@code rules} (ids), {@code rows} (the effective filter as text), {@code fields} with those
     *     that are open in all rows, in some rows and in none, and {@code change}: the smallest change that would allow more,
     *     absent when everything is allowed
     */
    public Map<String, Object> of(Principal subject, Entity entity, Operation operation) {
        Grant grant = policy.grant(subject, entity, operation);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("entity", entity.name());
        answer.put("operation", operation.word());
        answer.put("allowed", !grant.isEmpty());
        answer.put("rules", grant.ruleIds());
        answer.put("rows", FilterText.of(grant.rows()));
        answer.put("fields", fields(grant));
        String change = change(subject, entity, operation, grant);
        if (!change.isEmpty()) {
            answer.put("change", change);
        }
        return answer;
    }

    private static Map<String, Object> fields(Grant grant) {
        Map<String, Object> fields = new LinkedHashMap<>();
        List<Field> open = grant.entity().fields().stream().filter(grant::opens).toList();
        fields.put("open", open.stream().filter(field -> isOpenEverywhere(grant, field)).map(Field::name).toList());
        fields.put("inSomeRows", open.stream().filter(field -> !isOpenEverywhere(grant, field)).map(Field::name).toList());
        fields.put("removed", grant.entity().fields().stream().filter(field -> !grant.opens(field)).map(Field::name).toList());
        return fields;
    }

    private static boolean isOpenEverywhere(Grant grant, Field field) {
        return grant.when(field).equals(Condition.TRUE);
    }

    /** In order: a claim the caller lacks, a role he lacks, a rule that nobody has written. */
    private String change(Principal subject, Entity entity, Operation operation, Grant grant) {
        if (!grant.isEmpty()) {
            return "";
        }
        List<Rule> rules = policy.rulesOf(entity).stream().filter(rule -> rule.operations().contains(operation)).toList();
        int rank = policy.roles().rank(subject);
        for (Rule rule : rules) {
            if (rule.rank() <= rank) {
                return "rule " + rule.id() + " would apply if the token had " + missing(subject, rule);
            }
        }
        return rules.stream().min((a, b) -> Integer.compare(a.rank(), b.rank()))
                .map(rule -> "the role " + policy.roles().rising().get(rule.rank()) + " would do (rule " + rule.id() + ")")
                .orElse("no rule lets anybody " + operation.word() + " " + entity.name() + "; add one to the rules file or "
                        + "to the entity's acl");
    }

    private static String missing(Principal subject, Rule rule) {
        Set<String> missing = new TreeSet<>(rule.claims().stream()
                .filter(claim -> Claims.find(subject, claim).isEmpty()).map(claim -> "$" + claim).toList());
        return (missing.size() == 1 ? "the claim " : "the claims ") + String.join(" and ", missing);
    }
}
