package dev.foldd.store.prisma;

import dev.foldd.fault.Fault;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a bridge's refusal means to a caller. It is read for one thing, a code that is on this list; whatever else it says is
 * dropped unread, since it may hold rows, SQL or secrets. Codes are those of Prisma (its "Error message reference"), of
 * PostgreSQL (Appendix A of its manual) and of SQLite (sqlite.org/rescode.html), in the forms in which Prisma prints them:
 * as a member {@code code}, or within the message of P2010, "Raw query failed. Code: `2067`."
 */
final class BridgeFaults {

    static final Duration SOON = Duration.ofSeconds(1);
    static final Fault UNUSABLE = new Fault.Unavailable("the database cannot be used", SOON);
    static final Fault UNREACHABLE = new Fault.Unavailable("the database cannot be reached", SOON);
    static final Fault NOT_UNDERSTOOD = new Fault.Unavailable("the database's answer is not understood", SOON);

    private static final Fault TAKEN = new Fault.Conflict("a row with this key or unique value exists");
    private static final Fault REFERENCE = new Fault.Conflict("a referenced row does not exist, or is still referred to");
    private static final Fault MISSING = new Fault.Invalid("data", "a required value is missing");
    private static final Fault OUTSIDE = new Fault.Invalid("data", "a value is outside what its column allows");
    private static final Fault NUL = new Fault.Invalid("data", "a text must not contain the character U+0000");
    private static final Fault FULL = new Fault.StorageFull("the database cannot grow");
    private static final Fault IN_THE_WAY = new Fault.Unavailable("another transaction was in the way; send it again", SOON);

    private static final Map<String, Fault> BY_CODE = Map.ofEntries(
            Map.entry("P2002", TAKEN), Map.entry("23505", TAKEN),
            Map.entry("1555", TAKEN), Map.entry("2067", TAKEN), Map.entry("2579", TAKEN),
            Map.entry("P2003", REFERENCE), Map.entry("23503", REFERENCE), Map.entry("23001", REFERENCE),
            Map.entry("787", REFERENCE), Map.entry("1811", REFERENCE),
            Map.entry("P2011", MISSING), Map.entry("23502", MISSING), Map.entry("1299", MISSING),
            Map.entry("P2000", OUTSIDE), Map.entry("P2004", OUTSIDE), Map.entry("22001", OUTSIDE),
            Map.entry("23514", OUTSIDE), Map.entry("275", OUTSIDE),
            Map.entry("22003", OUTSIDE), Map.entry("22P02", OUTSIDE), Map.entry("54000", OUTSIDE),
            Map.entry("22021", NUL), Map.entry("22P05", NUL),
            Map.entry("53100", FULL), Map.entry("13", FULL),
            Map.entry("P2034", IN_THE_WAY), Map.entry("40001", IN_THE_WAY), Map.entry("40P01", IN_THE_WAY),
            Map.entry("55P03", IN_THE_WAY));
    private static final Pattern CODE = Pattern.compile("(?:\"code\"\\s{0,8}:\\s{0,8}\"?|Code: `)([A-Z0-9]{2,5})\\b");

    private BridgeFaults() {
    }

    /** @param body as far as it was read */
    static Fault of(String body) {
        Matcher code = CODE.matcher(body);
        while (code.find()) {
            Fault fault = BY_CODE.get(code.group(1));
            if (fault != null) {
                return fault;
            }
        }
        return UNUSABLE;
    }
}
