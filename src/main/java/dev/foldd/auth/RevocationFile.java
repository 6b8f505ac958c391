package dev.foldd.auth;

import dev.foldd.contract.Revocation;
import dev.foldd.identity.PrivateFile;
import dev.foldd.json.Json;
import dev.foldd.json.JsonException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Revocations on disk, one JSON object a line, 0600. A line counts when its line break is there: what follows the last
 * one is the rest of a write that was never acknowledged.
 */
final class RevocationFile {

    private static final long SIZE_MAX = 256L << 20;

    private final Path path;
    private long lines;
    /** Whether the next write has to be that of the whole file: there is none yet, or the last write went wrong. */
    private boolean incomplete;

    /** What the file held. */
    record Content(List<Revocation> revocations, boolean torn) {
    }

    RevocationFile(Path path) {
        this.path = path.toAbsolutePath();
    }

    /** @throws IOException when it cannot be read, or holds a whole line that is not a revocation */
    Content read() throws IOException {
        String text;
        try {
            if (Files.size(path) > SIZE_MAX) {
                throw new IOException(path + " is too large to be a list of revocations");
            }
            text = new String(Files.readAllBytes(path), StandardCharsets.UTF_8);
        } catch (NoSuchFileException none) {
            incomplete = true;
            return new Content(List.of(), false);
        }
        List<Revocation> revocations = new ArrayList<>();
        int start = 0;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
            revocations.add(decode(text.substring(start, end), revocations.size() + 1));
            start = end + 1;
        }
        lines = revocations.size();
        incomplete = start < text.length();
        return new Content(revocations, incomplete);
    }

    /** Where a line cannot just be added, or most lines have been overtaken by later ones. */
    boolean wantsRewrite(int revocationsMax) {
        return incomplete || lines >= 2L * revocationsMax;
    }

    /** Returns when the line is on disk. */
    void append(Revocation revocation) throws IOException {
        incomplete = true;
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            writeAll(channel, encode(revocation) + "\n");
            channel.force(true);
        }
        lines++;
        incomplete = false;
    }

    /** Puts a new file in the old one's place, as a whole. */
    void rewrite(List<Revocation> revocations) throws IOException {
        incomplete = true;
        StringBuilder text = new StringBuilder();
        revocations.forEach(revocation -> text.append(encode(revocation)).append('\n'));
        PrivateFile.replace(path, text.toString().getBytes(StandardCharsets.UTF_8));
        lines = revocations.size();
        incomplete = false;
    }

    private static void writeAll(FileChannel channel, String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private static String encode(Revocation revocation) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("kind", revocation.kind().name().toLowerCase(Locale.ROOT));
        line.put("value", revocation.value());
        line.put("issuedBefore", revocation.issuedBefore().toString());
        line.put("until", revocation.until().toString());
        return Json.write(line);
    }

    /** Guessing past such a line would let a revoked token in again, so it stops the start instead. */
    private Revocation decode(String line, int number) throws IOException {
        try {
            if (Json.parse(line) instanceof Map<?, ?> map
                    && map.get("kind") instanceof String kind && map.get("value") instanceof String value
                    && map.get("issuedBefore") instanceof String issuedBefore
                    && map.get("until") instanceof String until) {
                return new Revocation(Revocation.Kind.valueOf(kind.toUpperCase(Locale.ROOT)), value,
                        Instant.parse(issuedBefore), Instant.parse(until));
            }
        } catch (JsonException | DateTimeException | IllegalArgumentException e) {
            throw new IOException(notOne(number), e);
        }
        throw new IOException(notOne(number));
    }

    private String notOne(int number) {
        return path + ": line " + number + " is not a revocation; repair or remove that line";
    }
}
