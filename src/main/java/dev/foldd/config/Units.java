package dev.foldd.config;

import java.time.Duration;

/** Durations and sizes as configuration files write them. */
final class Units {

    private static final long KIB = 1024;
    private static final long DAYS_MAX = Long.MAX_VALUE / 86_400_000;

    private Units() {
    }

    /**
     * At most 15 digits, of which days would be more seconds than there are: those are taken for the longest duration.
     */
    static Duration duration(long amount, String unit) {
        return switch (unit == null ? "ms" : unit) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            case "d" -> Duration.ofDays(Math.min(amount, DAYS_MAX));
            default -> throw new IllegalArgumentException(unit);
        };
    }

    static long bytes(long amount, String unit) {
        return switch (unit == null ? "B" : unit) {
            case "B" -> amount;
            case "KiB" -> Math.multiplyExact(amount, KIB);
            case "MiB" -> Math.multiplyExact(amount, KIB * KIB);
            case "GiB" -> amount > Long.MAX_VALUE / (KIB * KIB * KIB) ? Long.MAX_VALUE : amount * KIB * KIB * KIB;
            default -> throw new IllegalArgumentException(unit);
        };
    }

    static String of(Duration duration) {
        long millis = duration.toMillis();
        if (millis == 0 || millis % 1000 != 0) {
            return millis + "ms";
        }
        long seconds = millis / 1000;
        if (seconds % 86_400 == 0) {
            return seconds / 86_400 + "d";
        }
        if (seconds % 3_600 == 0) {
            return seconds / 3_600 + "h";
        }
        return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }

    static String of(long bytes) {
        if (bytes >= KIB * KIB * KIB && bytes % (KIB * KIB * KIB) == 0) {
            return bytes / (KIB * KIB * KIB) + "GiB";
        }
        if (bytes >= KIB * KIB && bytes % (KIB * KIB) == 0) {
            return bytes / (KIB * KIB) + "MiB";
        }
        return bytes >= KIB && bytes % KIB == 0 ? bytes / KIB + "KiB" : Long.toString(bytes);
    }
}
