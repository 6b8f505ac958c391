package dev.foldd.daemon.files;

import dev.foldd.config.ConfigException;
import dev.foldd.config.Problems;
import dev.foldd.fold.FoldConfig;
import dev.foldd.fold.schema.Schema;
import dev.foldd.fold.schema.SchemaReader;
import dev.foldd.json.Json;
import dev.foldd.json.JsonException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The schemas of the directory {@code fold.schemas}, one in each of its JSON files. */
public final class SchemaFiles {

    private static final long FILE_BYTES_MAX = 10_000_000;

    private SchemaFiles() {
    }

    /**
     * Reads all of them, in the order of their files' names. The default directory may be missing.
     *
     * @throws ConfigException with everything that is wrong with any of them
     */
    public static List<Schema> read(String directory) {
        Path folder = Path.of(directory);
        if (directory.equals(FoldConfig.DEFAULT_SCHEMAS) && !Files.exists(folder)) {
            return List.of();
        }
        Problems problems = new Problems();
        Map<String, Schema> byName = new LinkedHashMap<>();
        Map<String, Path> fileOf = new LinkedHashMap<>();
        for (Path file : files(folder)) {
            schema(file, problems).forEach(schema -> {
                byName.putIfAbsent(schema.name(), schema);
                Path other = fileOf.putIfAbsent(schema.name(), file);
                if (other != null) {
                    problems.add("fold.schemas", file + ": holds a schema of the same name as " + other);
                }
            });
        }
        problems.throwIfAny();
        return List.copyOf(byName.values());
    }

    private static List<Path> files(Path folder) {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, "*.json")) {
            entries.forEach(files::add);
        } catch (IOException e) {
            throw new ConfigException(List.of("fold.schemas: '" + folder + "' cannot be read"));
        }
        files.sort(null);
        return files;
    }

    private static List<Schema> schema(Path file, Problems problems) {
        Problems found = new Problems();
        List<Schema> schema = new ArrayList<>();
        try {
            if (Files.size(file) > FILE_BYTES_MAX) {
                problems.add("fold.schemas", file + ": is larger than " + FILE_BYTES_MAX + " bytes");
            } else if (Json.parse(Files.readString(file)) instanceof Map<?, ?> tree) {
                SchemaReader.read(tree, found).ifPresent(schema::add);
            } else {
                problems.add("fold.schemas", file + ": holds no JSON object");
            }
        } catch (JsonException e) {
            problems.add("fold.schemas", file + ": " + e.getMessage());
        } catch (IOException e) {
            problems.add("fold.schemas", file + ": cannot be read");
        }
        found.list().forEach(problem -> problems.add("fold.schemas", file + ": " + problem));
        return schema;
    }
}
