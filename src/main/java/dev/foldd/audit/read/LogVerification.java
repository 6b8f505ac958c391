package dev.foldd.audit.read;

import dev.foldd.audit.LogFiles;
import dev.foldd.audit.format.Checkpoint;
import dev.foldd.audit.format.LineReader;
import dev.foldd.identity.PublicKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Verifies the log that stands in files; it may be written meanwhile. */
public final class LogVerification {

    private final LogFiles files;

    public LogVerification(LogFiles files) {
        this.files = files;
    }

    /**
     * @param elsewhere checkpoints kept outside of the log's directory
     * @param signers those that may have signed; see {@link AuditVerifier}
     */
    public Verdict verify(List<NamedCheckpoint> elsewhere, Signers signers) throws IOException {
        // Before the segments: what they name must then be in them, even when the log is being written.
        List<NamedCheckpoint> checkpoints = new ArrayList<>(elsewhere);
        files.checkpointText().ifPresent(text -> checkpoints.add(
                new NamedCheckpoint(files.checkpoint().getFileName().toString(), Checkpoint.parse(text))));
        List<String> heads = files.headLines();
        List<FileSegment> segments = files.segments().entrySet().stream()
                .map(entry -> new FileSegment(entry.getKey(), entry.getValue())).toList();
        return new AuditVerifier(files.heads().getFileName().toString(), heads, checkpoints, signers).verify(segments);
    }

    /** The same, with signers named by their keys alone. */
    public Verdict verify(List<NamedCheckpoint> elsewhere, Set<PublicKey> keys) throws IOException {
        return verify(elsewhere, Signers.of(keys));
    }

    /** Reads a checkpoint from a file. */
    public static NamedCheckpoint checkpointIn(Path file) throws IOException {
        Optional<Checkpoint> checkpoint = Checkpoint.parse(Files.readString(file));
        return new NamedCheckpoint(file.toString(), checkpoint);
    }

    private record FileSegment(long number, Path file) implements SegmentSource {

        @Override
        public String name() {
            return file.getFileName().toString();
        }

        @Override
        public LineReader open() throws IOException {
            return new LineReader(Files.newInputStream(file));
        }
    }
}
