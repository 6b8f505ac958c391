package dev.foldd.config.load;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import dev.foldd.config.Problems;
import dev.foldd.json.Json;
import dev.foldd.json.JsonException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** One file of settings, YAML, TOML or JSON by its ending. */
public final class ConfigFile {

    /** Far beyond any configuration, far below what would hurt. */
    static final int BYTES_MAX = 1 << 20;

    private ConfigFile() {
    }

    /** The settings in a file; empty, with a problem that names the file, when it cannot be read. */
    public static Optional<Map<String, Object>> read(Path file, Problems problems) {
        try {
            if (Files.isDirectory(file)) {
                throw new FormatException("is a directory, not a file");
            }
            return Optional.of(parse(file.getFileName().toString(), text(file)));
        } catch (FormatException e) {
            problems.add(file.toString(), e.getMessage());
        } catch (NoSuchFileException e) {
            problems.add(file.toString(), "is not there");
        } catch (AccessDeniedException e) {
            problems.add(file.toString(), "may not be read by this user");
        } catch (CharacterCodingException e) {
            problems.add(file.toString(), "is not text in UTF-8");
        } catch (IOException e) {
            problems.add(file.toString(), "cannot be read (" + e.getClass().getSimpleName() + ")");
        }
        return Optional.empty();
    }

    /** Reads what there is instead of asking for the size first, which pipes and devices do not tell. */
    private static String text(Path file) throws IOException, FormatException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(BYTES_MAX + 1);
        }
        if (bytes.length > BYTES_MAX) {
            throw new FormatException("is larger than 1MiB");
        }
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    }

    /**
     * The settings in a text; an empty text has none.
     *
     * @param name whose ending tells the format
     * @throws FormatException with line and column, and nothing of the text
     */
    public static Map<String, Object> parse(String name, String text) throws FormatException {
        String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        Object read = switch (ending) {
            case "yaml", "yml" -> YamlText.read(text);
            case "toml" -> toml(text);
            case "json" -> json(text);
            default -> throw new FormatException("must end in .yaml, .yml, .toml or .json");
        };
        Object tree = PlainTree.copy(read == null ? Map.of() : read)
                .orElseThrow(() -> new FormatException("is nested too deep, or has too many values"));
        if (!(tree instanceof Map<?, ?> settings)) {
            throw new FormatException("must hold sections and keys (server: …)");
        }
        Map<String, Object> copy = new LinkedHashMap<>();
        settings.forEach((key, value) -> copy.put((String) key, value));
        return copy;
    }

    private static Object json(String text) throws FormatException {
        try {
            return text.isBlank() ? null : Json.parse(text);
        } catch (JsonException e) {
            throw new FormatException("cannot be used: " + e.getMessage());
        }
    }

    private static Object toml(String text) throws FormatException {
        try {
            return new TomlMapper().readValue(text, Map.class);
        } catch (JsonProcessingException e) {
            String what = String.valueOf(e.getOriginalMessage()).startsWith("Duplicate")
                    ? "has a key twice in one section" : "is not valid TOML";
            throw new FormatException(e.getLocation() == null ? what : what + ", line " + e.getLocation().getLineNr()
                    + ", column " + e.getLocation().getColumnNr());
        }
    }
}
