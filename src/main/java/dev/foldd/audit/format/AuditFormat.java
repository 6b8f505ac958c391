package dev.foldd.audit.format;

import dev.foldd.contract.audit.AuditEntry;
import java.nio.ByteBuffer;
import java.util.Locale;

/** The shapes of the lines in the log. {@code src/docs/audit-format.md} describes them for other languages. */
public final class AuditFormat {

    /** Stands in every head; a reader refuses what it does not know. */
    public static final long VERSION = 1;

    private static final String[] OUTCOMES = words(AuditEntry.Outcome.values());

    private final ValueHash hash;

    public AuditFormat(ValueHash hash) {
        this.hash = hash;
    }

    /** One operation, refusal or intent. */
    public void record(Lines lines, AuditEntry entry, long millis) {
        // First, since it may fail on values that are not JSON; nothing of the line is written then.
        byte[] values = entry.values() == null ? null : hash.bytesOf(entry.values());
        lines.begin("record", millis).text("requestId", entry.requestId());
        textIfAny(lines, "door", entry.door());
        textIfAny(lines, "remote", entry.remote());
        textIfAny(lines, "subject", entry.subject());
        if (!entry.roles().isEmpty()) {
            lines.texts("roles", entry.roles());
        }
        if (entry.tenant().isPresent()) {
            lines.text("tenant", entry.tenant().get());
        }
        lines.text("operation", entry.operation());
        textIfAny(lines, "entity", entry.entity());
        textIfAny(lines, "id", entry.id());
        if (values != null) {
            lines.plain("values", values);
        }
        lines.text("outcome", OUTCOMES[entry.outcome().ordinal()]);
        if (!entry.rules().isEmpty()) {
            lines.texts("rules", entry.rules());
        }
        lines.number("rows", entry.rows()).number("durationUs", entry.duration().toNanos() / 1000);
        if (entry.error().isPresent()) {
            lines.text("error", entry.error().get().name());
        }
        lines.end();
    }

    /**
     * The first line of a segment.
     *
     * @param previousHead the hash over the head of the segment before, zeros in the first one
     * @return the line without its line feed, as it also goes into the file of heads
     */
    public byte[] head(Lines lines, String log, long segment, String previousHead, long millis) {
        ByteBuffer line = lines.begin("head", millis).number("format", VERSION).text("log", log)
                .number("segment", segment).text("previousHead", previousHead).end();
        byte[] copy = new byte[line.remaining()];
        line.get(copy);
        return copy;
    }

    /** The tree of all lines since the last checkpoint, which the checkpoint behind it is to sign. */
    public void tree(Lines lines, long millis) {
        HashTree tree = lines.chain().tree();
        long to = lines.chain().seq();
        byte[] root = tree.root().orElseThrow();
        lines.begin("tree", millis).number("from", to - tree.size() + 1).number("to", to)
                .plain("root", Chain.hex(root)).end();
    }

    /** Something that happened to the log itself. */
    public void note(Lines lines, Note note, String text, long count, long millis) {
        lines.begin("note", millis).text("note", note.word()).text("text", text).number("count", count).end();
    }

    private static void textIfAny(Lines lines, String name, String value) {
        if (value != null && !value.isEmpty()) {
            lines.text(name, value);
        }
    }

    private static String[] words(AuditEntry.Outcome[] outcomes) {
        String[] words = new String[outcomes.length];
        for (AuditEntry.Outcome outcome : outcomes) {
            words[outcome.ordinal()] = outcome.name().toLowerCase(Locale.ROOT);
        }
        return words;
    }
}
