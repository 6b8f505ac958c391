package dev.foldd.cli.audit;

import dev.foldd.audit.read.Breach;
import dev.foldd.audit.read.Doubt;
import dev.foldd.audit.read.Verdict;
import dev.foldd.identity.PublicKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What is said of a log that was read, to people and to programs. */
record VerdictReport(Verdict verdict, boolean chainOnly) {

    /** Whoever asks for the chain alone is content without the rest. */
    boolean isPassed() {
        return verdict.isSound() || chainOnly && verdict.isIntact();
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        if (verdict.breach().isPresent()) {
            Breach breach = verdict.breach().get();
            lines.add("BROKEN " + word(breach) + ": " + breach.file() + " line " + breach.line()
                    + (breach.seq() > 0 ? " (record " + breach.seq() + ")" : "") + ": " + breach.sentence());
        } else {
            lines.add((verdict.isSound() ? "sound: " : chainOnly ? "chain intact: " : "UNPROVEN: ") + extent());
            verdict.doubts().stream().sorted().forEach(doubt -> lines.add("not shown: " + sentence(doubt)));
        }
        verdict.notes().forEach(note -> lines.add("note: " + note));
        return lines;
    }

    private String extent() {
        return verdict.lines() + " records (" + verdict.firstSeq() + " to " + verdict.lastSeq() + ") in "
                + verdict.segments() + " segments, log " + verdict.log() + ", " + verdict.checkpoints()
                + " checkpoints, signed through record " + verdict.signedThrough()
                + verdict.key().map(key -> " by node " + key.nodeId()).orElse("");
    }

    Map<String, Object> asMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("sound", verdict.isSound());
        map.put("intact", verdict.isIntact());
        verdict.breach().ifPresent(breach -> {
            Map<String, Object> first = new LinkedHashMap<>();
            first.put("kind", word(breach));
            first.put("file", breach.file());
            first.put("line", breach.line());
            first.put("seq", breach.seq());
            first.put("sentence", breach.sentence());
            map.put("breach", first);
        });
        map.put("not_shown", verdict.doubts().stream().sorted().map(VerdictReport::sentence).toList());
        map.put("notes", verdict.notes());
        map.put("log", verdict.log());
        map.put("segments", verdict.segments());
        map.put("records", verdict.lines());
        map.put("first", verdict.firstSeq());
        map.put("last", verdict.lastSeq());
        map.put("checkpoints", verdict.checkpoints());
        map.put("signed_through", verdict.signedThrough());
        map.put("key", verdict.key().map(PublicKey::text).orElse(null));
        map.put("node", verdict.key().map(PublicKey::nodeId).orElse(null));
        return map;
    }

    /** What is not shown, and which option shows it. */
    static String sentence(Doubt doubt) {
        return switch (doubt) {
            case SIGNER -> "whose it is: no public key was compared, so all of it could have been written anew and signed"
                    + " with another key; name the node's key with --key or its id with --node-id, or its data directory"
                    + " with --data";
            case END -> "that its end is there: the newest checkpoint is not beside it, so the last records could have been"
                    + " cut off; name a checkpoint that was kept with --checkpoint";
        };
    }

    private static String word(Breach breach) {
        return breach.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
