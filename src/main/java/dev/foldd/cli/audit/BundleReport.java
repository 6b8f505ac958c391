package dev.foldd.cli.audit;

import dev.foldd.audit.format.LoggedLine;
import dev.foldd.audit.proof.Flaw;
import dev.foldd.audit.proof.Proof;
import dev.foldd.audit.proof.ProofBundle;
import dev.foldd.audit.read.Doubt;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What is said of a proof bundle that was checked, to people and to programs. */
record BundleReport(String file, ProofBundle bundle, Optional<Flaw> flaw, boolean signerKnown, boolean chainOnly) {

    boolean isPassed() {
        return flaw.isEmpty() && (signerKnown || chainOnly);
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        if (flaw.isPresent()) {
            lines.add("BROKEN " + word(flaw.get()) + ": " + file + " proof " + flaw.get().proof()
                    + (flaw.get().seq() > 0 ? " (record " + flaw.get().seq() + ")" : "") + ": " + flaw.get().sentence());
            return lines;
        }
        lines.add((signerKnown ? "proved: " : chainOnly ? "chain intact: " : "UNPROVEN: ") + bundle.proofs().size()
                + (bundle.proofs().size() == 1 ? " record" : " records"));
        if (!signerKnown) {
            lines.add("not shown: " + VerdictReport.sentence(Doubt.SIGNER));
        }
        for (Proof proof : bundle.proofs()) {
            lines.add(LineText.of(proof.record()));
            lines.add("  of log " + proof.checkpoint().log() + ", signed by node " + proof.checkpoint().key().nodeId()
                    + " at " + Instant.ofEpochMilli(proof.checkpoint().millis()));
        }
        return lines;
    }

    Map<String, Object> asMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("sound", flaw.isEmpty() && signerKnown);
        map.put("intact", flaw.isEmpty());
        flaw.ifPresent(found -> {
            Map<String, Object> first = new LinkedHashMap<>();
            first.put("kind", word(found));
            first.put("proof", (long) found.proof());
            first.put("seq", found.seq());
            first.put("sentence", found.sentence());
            map.put("breach", first);
        });
        map.put("not_shown", signerKnown ? List.of() : List.of(VerdictReport.sentence(Doubt.SIGNER)));
        if (flaw.isEmpty()) {
            map.put("records", bundle.proofs().stream().map(BundleReport::proved).toList());
        }
        return map;
    }

    private static Map<String, Object> proved(Proof proof) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("record", LoggedLine.parse(proof.record().getBytes(StandardCharsets.UTF_8)).orElseThrow().members());
        map.put("log", proof.checkpoint().log());
        map.put("signed_at", Instant.ofEpochMilli(proof.checkpoint().millis()).toString());
        map.put("key", proof.checkpoint().key().text());
        map.put("node", proof.checkpoint().key().nodeId());
        return map;
    }

    private static String word(Flaw flaw) {
        return flaw.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
