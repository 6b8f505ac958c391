package dev.foldd.audit.read;

import dev.foldd.audit.format.Chain;
import dev.foldd.audit.format.Checkpoint;
import dev.foldd.audit.format.LoggedLine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * Tells, at a line that does not follow the one before it, what was done and to which record: by what the lines before
 * it were, and by whether a later line takes the chain up again.
 */
final class Diagnosis {

    /** So many lines back a forged line with a fitting number can still be told apart. */
    private static final int MEMORY = 1_024;

    private final Deque<Walk.Place> good = new ArrayDeque<>();

    /** A line that follows the one before it. */
    void remember(Walk.Place place) {
        good.addLast(place);
        if (good.size() > MEMORY) {
            good.removeFirst();
        }
    }

    /** @param rest the walk behind the bad line; it is read to its end */
    Breach of(Walk.Place bad, Walk rest) throws IOException {
        LoggedLine before = good.getLast().line().orElseThrow();
        boolean takenUp = false;
        boolean predecessorComesLater = false;
        boolean onlyItsPrev = bad.line().flatMap(line -> Checkpoint.of(line.members()))
                .filter(checkpoint -> checkpoint.isSigned() && checkpoint.hash().equals(before.hash())).isPresent();
        String claimed = bad.line().map(LoggedLine::prev).orElse("");
        String mended = mended(bad, before.hash());
        for (Walk.Place later = rest.next(); later != null; later = rest.next()) {
            if (later.line().isPresent()) {
                onlyItsPrev |= later.line().get().prev().equals(mended);
                takenUp |= later.line().get().prev().equals(before.hash());
                predecessorComesLater |= later.line().get().hash().equals(claimed);
            }
        }
        if (bad.line().isEmpty()) {
            return takenUp ? bad.breach(Breach.Kind.INSERTED, "is no record, and the chain goes on behind it")
                    : bad.breach(Breach.Kind.EDITED, "is no record of an audit log");
        }
        return of(bad, before, takenUp, predecessorComesLater, onlyItsPrev);
    }

    /** The hash that the bad line would have if it named the line before it; a later line may know it. */
    private static String mended(Walk.Place bad, String before) {
        byte[] bytes = bad.bytes().clone();
        int at = bytes.length - before.length() - "\"}".length();
        if (at > 0) {
            System.arraycopy(before.getBytes(StandardCharsets.US_ASCII), 0, bytes, at, before.length());
        }
        return Chain.hashOf(bytes);
    }

    /** @param onlyItsPrev a line behind it, or its signature, says that it followed the line before it */
    private Breach of(Walk.Place bad, LoggedLine before, boolean takenUp, boolean predecessorComesLater,
            boolean onlyItsPrev) {
        LoggedLine line = bad.line().orElseThrow();
        long expected = before.seq() + 1;
        if (line.prev().equals(before.hash())) {
            return bad.breach(Breach.Kind.EDITED, "has the number " + line.seq() + " where " + expected + " belongs");
        }
        if (takenUp) {
            return predecessorComesLater
                    ? bad.breach(Breach.Kind.REORDERED, "stands before the record that it follows")
                    : bad.breach(Breach.Kind.INSERTED, "is not of this chain, which goes on behind it");
        }
        Walk.Place forged = firstAfter(line.prev());
        if (forged != null && forged.line().orElseThrow().hash().equals(line.hash())) {
            return bad.breach(Breach.Kind.INSERTED, "is a copy of record " + line.seq());
        }
        if (forged != null) {
            return forged.breach(Breach.Kind.INSERTED, "stands between two records that follow each other");
        }
        if (line.seq() > expected) {
            return bad.breach(Breach.Kind.DELETED, (line.seq() == expected + 1 ? "record " + expected + " is"
                    : "records " + expected + " to " + (line.seq() - 1) + " are") + " missing before it");
        }
        if (line.seq() == expected && onlyItsPrev) {
            return bad.breach(Breach.Kind.EDITED, "names another hash than that of the record before it");
        }
        if (line.seq() == expected) {
            return good.getLast().breach(Breach.Kind.EDITED, "does not have the hash that the record after it names");
        }
        return bad.breach(Breach.Kind.INSERTED, "has a number that was given before");
    }

    /** The place behind the line with this hash, null when there is none. */
    private Walk.Place firstAfter(String hash) {
        for (Iterator<Walk.Place> places = good.iterator(); places.hasNext();) {
            if (places.next().line().orElseThrow().hash().equals(hash) && places.hasNext()) {
                return places.next();
            }
        }
        return null;
    }
}
