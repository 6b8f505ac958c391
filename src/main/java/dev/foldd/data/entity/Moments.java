package dev.foldd.data.entity;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * Moments as they are stored: ISO-8601 in UTC with milliseconds and four digits of year, so that text order is time
 * order.
 */
final class Moments {

    private static final DateTimeFormatter STORED = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'");
    private static final long FIRST = Instant.parse("0001-01-01T00:00:00Z").toEpochMilli();
    private static final long LAST = Instant.parse("9999-12-31T23:59:59.999Z").toEpochMilli();
    private static final int DATE_LENGTH = "2024-01-15".length();
    private static final int TEXT_MAX = 64;

    private Moments() {
    }

    /** Milliseconds since 1970, or ISO-8601 with an offset; a date alone is its midnight in UTC. */
    static Optional<String> stored(Object json) {
        if (json instanceof String text) {
            return text.length() > TEXT_MAX ? Optional.empty() : parsed(text);
        }
        return Numbers.whole(json).filter(Moments::inRange).map(Moments::ofEpochMs);
    }

    static String ofEpochMs(long epochMs) {
        return STORED.format(Instant.ofEpochMilli(epochMs).atOffset(ZoneOffset.UTC));
    }

    private static Optional<String> parsed(String text) {
        try {
            Instant instant = text.length() == DATE_LENGTH
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : OffsetDateTime.parse(text).toInstant();
            return Optional.of(instant.toEpochMilli()).filter(Moments::inRange).map(Moments::ofEpochMs);
        } catch (DateTimeException | ArithmeticException notAMoment) {
            return Optional.empty();
        }
    }

    private static boolean inRange(long epochMs) {
        return epochMs >= FIRST && epochMs <= LAST;
    }
}
