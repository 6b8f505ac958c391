package dev.foldd.audit.proof;

import dev.foldd.audit.format.Chain;
import dev.foldd.audit.format.Checkpoint;
import dev.foldd.audit.format.LineReader;
import dev.foldd.json.Json;
import dev.foldd.json.JsonException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Proofs in one file, which needs nothing beside it but the knowledge whose key it should be. */
public record ProofBundle(List<Proof> proofs) {

    /** Stands in every bundle; a reader refuses what it does not know. */
    public static final String FORMAT = "foldd/audit-proof/v1";

    /** More records do not go into one bundle. */
    public static final int PROOFS_MAX = 1_000;

    /** Characters of a bundle; far beyond what so many ordinary records need. */
    public static final int SIZE_MAX = 16 * LineReader.LINE_MAX;

    private static final int PATH_MAX = 63;
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{" + Chain.HASH_LENGTH + "}");

    public ProofBundle {
        proofs = List.copyOf(proofs);
    }

    /** As plain JSON values. */
    public Map<String, Object> asMap() {
        List<Object> list = new ArrayList<>();
        for (Proof proof : proofs) {
            Map<String, Object> members = new LinkedHashMap<>();
            members.put("record", proof.record());
            members.put("hash", proof.hash());
            members.put("path", proof.path());
            members.put("tree", proof.tree());
            members.put("checkpoint", proof.checkpoint().members());
            list.add(members);
        }
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("format", FORMAT);
        map.put("proofs", list);
        return map;
    }

    /**
     * Reads a bundle.
     *
     * @throws MalformedBundle when it is not exactly what {@link #asMap} gives
     */
    public static ProofBundle parse(String text) {
        Map<?, ?> map = object(json(text), "the bundle", Set.of("format", "proofs"));
        if (!FORMAT.equals(map.get("format"))) {
            throw new MalformedBundle("its format is not " + FORMAT);
        }
        if (!(map.get("proofs") instanceof List<?> list) || list.isEmpty() || list.size() > PROOFS_MAX) {
            throw new MalformedBundle("proofs must be a list of 1 to " + PROOFS_MAX);
        }
        List<Proof> proofs = new ArrayList<>();
        for (Object item : list) {
            proofs.add(proof(item, "proofs[" + proofs.size() + "]"));
        }
        return new ProofBundle(proofs);
    }

    private static Object json(String text) {
        if (text.length() > SIZE_MAX) {
            throw new MalformedBundle("it is longer than " + SIZE_MAX + " characters");
        }
        try {
            return Json.parse(text);
        } catch (JsonException e) {
            throw new MalformedBundle("it is not JSON: " + e.getMessage());
        }
    }

    private static Proof proof(Object item, String where) {
        Map<?, ?> members = object(item, where, Set.of("record", "hash", "path", "tree", "checkpoint"));
        Map<?, ?> checkpoint = object(members.get("checkpoint"), where + ".checkpoint", Checkpoint.MEMBERS);
        if (!(members.get("path") instanceof List<?> hashes) || hashes.size() > PATH_MAX) {
            throw new MalformedBundle(where + ".path must be a list of at most " + PATH_MAX);
        }
        List<String> path = new ArrayList<>();
        for (Object hash : hashes) {
            path.add(hash(hash, where + ".path[" + path.size() + "]"));
        }
        Optional<Checkpoint> signed = Checkpoint.of(checkpoint);
        return new Proof(text(members.get("record"), where + ".record"), hash(members.get("hash"), where + ".hash"), path,
                text(members.get("tree"), where + ".tree"),
                signed.orElseThrow(() -> new MalformedBundle(where + ".checkpoint is no checkpoint")));
    }

    private static Map<?, ?> object(Object value, String where, Set<String> names) {
        if (value instanceof Map<?, ?> map && map.keySet().equals(names)) {
            return map;
        }
        throw new MalformedBundle(where + " must be an object of " + String.join(", ", names.stream().sorted().toList())
                + ", and nothing else");
    }

    private static String text(Object value, String where) {
        if (value instanceof String text && text.length() <= LineReader.LINE_MAX) {
            return text;
        }
        throw new MalformedBundle(where + " must be a line of a log, as a text");
    }

    private static String hash(Object value, String where) {
        if (value instanceof String hash && HASH.matcher(hash).matches()) {
            return hash;
        }
        throw new MalformedBundle(where + " must be " + Chain.HASH_LENGTH + " lower-case hexadecimal digits");
    }
}
