package dev.foldd.auth.trust;

import dev.foldd.config.ConfigException;
import dev.foldd.config.Problems;
import dev.foldd.identity.PrivateFile;
import dev.foldd.identity.trust.Edge;
import dev.foldd.identity.trust.EdgeRevocation;
import dev.foldd.identity.trust.TrustException;
import dev.foldd.json.Json;
import dev.foldd.json.JsonException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * {@code trust} of the data directory: the edges that this node has signed, for whoever wants to see them again, and what has
 * been taken back, by this node or by others whose revocations were put there. One JSON object in each file.
 */
public final class TrustFiles {

    private static final long FILE_BYTES_MAX = 64 * 1024;
    private static final String ENDING = ".json";

    private final Path directory;
    private final Path edges;
    private final Path revocations;

    /** @param directory it may be missing */
    public TrustFiles(Path directory) {
        this.directory = directory;
        this.edges = directory.resolve("edges");
        this.revocations = directory.resolve("revocations");
    }

    /** Keeps an edge that was signed here. Waits for the disk. */
    public Path keep(Edge edge) throws IOException {
        return keep(edges, edge.id(), edge.tree());
    }

    /** Keeps a revocation, which a running daemon takes from there. Waits for the disk. */
    public Path keep(EdgeRevocation revocation) throws IOException {
        return keep(revocations, revocation.id(), revocation.tree());
    }

    /** The edges that were signed here; what cannot be read goes to the problems. */
    public List<Edge> edges(Problems problems) {
        return read(edges, Edge::read, problems);
    }

    /** What has been taken back; what cannot be read goes to the problems. Whether it is signed is not looked at. */
    public List<EdgeRevocation> revocations(Problems problems) {
        return read(revocations, EdgeRevocation::read, problems);
    }

    /** What a change of the revocations may come from. */
    public List<Path> files() {
        List<Path> files = new ArrayList<>(List.of(directory, revocations));
        files.addAll(filesIn(revocations));
        return files;
    }

    private static Path keep(Path place, String id, Map<String, Object> tree) throws IOException {
        Path file = place.resolve(id + ENDING);
        PrivateFile.replace(file, (Json.write(tree) + "\n").getBytes(StandardCharsets.UTF_8));
        return file;
    }

    private <T> List<T> read(Path place, Function<Object, T> reader, Problems problems) {
        List<T> read = new ArrayList<>();
        for (Path file : filesIn(place)) {
            try {
                if (Files.size(file) > FILE_BYTES_MAX) {
                    throw new IOException("too large");
                }
                read.add(reader.apply(Json.parse(Files.readString(file))));
            } catch (JsonException | TrustException e) {
                problems.add(shown(file), e.getMessage());
            } catch (IOException e) {
                problems.add(shown(file), "cannot be read, or is larger than " + FILE_BYTES_MAX + " bytes");
            }
        }
        return read;
    }

    private String shown(Path file) {
        return "trust/" + directory.relativize(file);
    }

    private static List<Path> filesIn(Path place) {
        List<Path> files = new ArrayList<>();
        if (!Files.isDirectory(place)) {
            return files;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(place, "*" + ENDING)) {
            entries.forEach(files::add);
        } catch (IOException e) {
            throw new ConfigException(List.of("trust: the directory '" + place.getFileName() + "' cannot be read"));
        }
        files.sort(null);
        return files;
    }
}
