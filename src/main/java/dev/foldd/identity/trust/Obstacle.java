package dev.foldd.identity.trust;

import java.util.Locale;

/**
 * Why a path does not count.
 *
 * @param edge at which it was noticed, from 1
 */
public record Obstacle(Kind kind, int edge) {

    /** The reasons that there are. */
    public enum Kind {
        LENGTH("makes the path longer than this node follows"),
        ROOT("is signed neither by this node nor by one of its roots"),
        LINK("does not begin where the one before it ends"),
        CYCLE("leads back to where the path has been"),
        HOPS("does not allow so many edges behind it"),
        EARLY("does not count yet"),
        EXPIRED("has expired"),
        REVOKED("has been revoked"),
        END("does not end at the caller's key");

        private final String sentence;

        Kind(String sentence) {
            this.sentence = sentence;
        }

        /** One of few, fit for a label. */
        public String word() {
            return "path-" + name().toLowerCase(Locale.ROOT);
        }
    }

    /** Such as {@code edge 2 of the path has expired}. */
    public String sentence() {
        return "edge " + edge + " of the path " + kind.sentence;
    }
}
