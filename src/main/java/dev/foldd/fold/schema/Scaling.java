package dev.foldd.fold.schema;

/** How a fee grows with the caller's trust distance. */
public sealed interface Scaling {

    /** The factor at a distance; never below 1 where the schema names a least factor. */
    double factor(int distance);

    /** The same for everybody. */
    record None() implements Scaling {
        @Override
        public double factor(int distance) {
            return 1;
        }
    }

    /** Grows by {@code slope} with each step. */
    record Linear(double slope, double intercept, double minFactor) implements Scaling {
        @Override
        public double factor(int distance) {
            return Math.max(slope * distance + intercept, minFactor);
        }
    }

    /** Grows {@code base} times with each {@code 1/scale} steps. */
    record Exponential(double base, double scale, double minFactor) implements Scaling {
        @Override
        public double factor(int distance) {
            return Math.max(Math.pow(base, scale * distance), minFactor);
        }
    }
}
