package dev.foldd.store.server;

import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Points in time as the port has them, ISO-8601 in UTC with milliseconds, and as client libraries have them. */
public final class Moment {

    private static final DateTimeFormatter TEXT = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'");

    private Moment() {
    }

    public static OffsetDateTime parse(String text) {
        return OffsetDateTime.parse(text).withOffsetSameInstant(ZoneOffset.UTC);
    }

    public static String format(OffsetDateTime moment) {
        return TEXT.format(moment.withOffsetSameInstant(ZoneOffset.UTC));
    }

    /** @param moment in UTC */
    public static String format(LocalDateTime moment) {
        return TEXT.format(moment);
    }
}
