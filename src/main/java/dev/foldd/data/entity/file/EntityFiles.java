package dev.foldd.data.entity.file;

import dev.foldd.data.entity.Entity;
import dev.foldd.data.entity.EntityCatalogue;
import dev.foldd.data.entity.file.Documents.UnreadableException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Reads entities from a directory or a file. A document that is not fully understood is left out with a warning, never
 * read in part: a misspelt {@code sensitive} must not show a column. Details are dropped, with a warning, only where
 * nothing is opened by that: an index that is not unique, a foreign key that leads nowhere, a rule that is empty.
 */
public final class EntityFiles {

    private static final int DEPTH_MAX = 16;
    private static final int REASONS_SHOWN_MAX = 5;

    private final EntityFileLimits limits;

    /**
     * Something in a file that an operator should look at; {@code text} is a sentence that goes on after the file's
     * name.
     */
    public record Warning(String file, String text) {
        @Override
        public String toString() {
            return file + ": " + text;
        }
    }

    /** The text of a file; {@code name} stands in messages, and its ending tells the format. */
    public record Source(String name, String text) {
    }

    /** The texts of several files, and what kept others from being read. */
    public record Sources(List<Source> texts, List<Warning> warnings) {
        public Sources {
            texts = List.copyOf(texts);
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * What was read, and what was not.
     *
     * @param unread the files of which nothing is known
     */
    public record Reading(EntityCatalogue catalogue, List<Warning> warnings, List<String> unread) {
        public Reading {
            warnings = List.copyOf(warnings);
            unread = List.copyOf(unread);
        }
    }

    public EntityFiles(EntityFileLimits limits) {
        this.limits = Objects.requireNonNull(limits);
    }

    /**
     * Reads every {@code .yaml}, {@code .yml} and {@code .json} below a directory, in the order of their paths, or one
     * file. What begins with a dot is passed over: Kubernetes keeps the real files of a mounted ConfigMap in such
     * directories.
     *
     * @throws IOException when there is no such directory or file, or it holds too many files
     */
    public Reading read(Path root) throws IOException {
        return parse(sources(root));
    }

    /**
     * The texts that {@link #read} reads.
     *
     * @throws IOException likewise
     */
    public Sources sources(Path root) throws IOException {
        if (!Files.exists(root)) {
            throw new NoSuchFileException(root.toString(), null, "there is no such directory or file");
        }
        List<Warning> warnings = new ArrayList<>();
        List<Source> sources = new ArrayList<>();
        Path real = root.toRealPath();
        for (Path file : files(real, warnings)) {
            String name = Files.isDirectory(real) ? real.relativize(file).toString().replace('\\', '/')
                    : String.valueOf(root.getFileName());
            text(file, name, warnings).ifPresent(text -> sources.add(new Source(name, text)));
        }
        return new Sources(sources, warnings);
    }

    /**
     * The files that {@link #read} reads.
     *
     * @throws IOException likewise
     */
    public List<Path> list(Path root) throws IOException {
        return files(root.toRealPath(), new ArrayList<>());
    }

    /** Reads texts that the caller has at hand. */
    public Reading parse(List<Source> texts) {
        return parse(new Sources(texts, List.of()));
    }

    /** The same, and warns of what could not be read besides. */
    public Reading parse(Sources sources) {
        return parse(sources, declared -> List.of());
    }

    /** What documents call themselves and their tables, in small letters, whether or not they can be used. */
    public record Declared(Set<String> names, Set<String> tables) {
        public Declared {
            names = Set.copyOf(names);
            tables = Set.copyOf(tables);
        }
    }

    /**
     * The same, together with entities that come from elsewhere: keys of the files' may lead to them.
     *
     * @param others given what the files declare, which none of them may be
     */
    public Reading parse(Sources sources, Function<Declared, List<Entity>> others) {
        List<Warning> warnings = new ArrayList<>(sources.warnings());
        List<Entity> entities = new ArrayList<>();
        List<String> unread = new ArrayList<>(sources.warnings().stream().map(Warning::file).toList());
        Set<String> names = new HashSet<>();
        Set<String> tables = new HashSet<>();
        for (Source source : sources.texts()) {
            try {
                Documents documents = new Documents(limits);
                List<Object> read = source.name().toLowerCase(Locale.ROOT).endsWith(".json")
                        ? documents.ofJson(source.text()) : documents.ofYaml(source.text());
                if (read.isEmpty()) {
                    warnings.add(new Warning(source.name(), "is skipped: it is empty"));
                }
                for (int i = 0; i < read.size(); i++) {
                    EntityReader.nameOf(read.get(i)).map(Names::folded).ifPresent(names::add);
                    EntityReader.tableOf(read.get(i)).map(Names::folded).ifPresent(tables::add);
                    String place = read.size() == 1 ? "" : "document " + (i + 1) + " ";
                    document(read.get(i), source.name(), place, warnings).ifPresent(entities::add);
                }
            } catch (UnreadableException e) {
                warnings.add(new Warning(source.name(), "is skipped: " + e.getMessage()));
                unread.add(source.name());
            }
        }
        List<Entity> more = others.apply(new Declared(names, tables));
        return new Reading(new CatalogueBuilder(warnings).build(entities, more), warnings, unread);
    }

    private static Optional<Entity> document(Object document, String file, String place, List<Warning> warnings) {
        Findings findings = new Findings();
        Optional<Entity> entity = new EntityReader(findings).read(document, file);
        String what = EntityReader.nameOf(document).map(name -> "entity " + name + " ").orElse(place);
        if (findings.refused()) {
            warnings.add(new Warning(file, what + "is skipped: " + reasons(findings.refusals())));
            return Optional.empty();
        }
        findings.remarks().forEach(remark -> warnings.add(new Warning(file, what.strip() + ": " + asPart(remark))));
        return entity;
    }

    private static String reasons(List<String> refusals) {
        int shown = Math.min(REASONS_SHOWN_MAX, refusals.size());
        String text = String.join("; ", refusals.subList(0, shown).stream().map(EntityFiles::asPart).toList());
        return refusals.size() == shown ? text : text + "; and " + (refusals.size() - shown) + " more";
    }

    /** A suggestion ends in a question mark and begins after a semicolon, which would part it from its sentence. */
    private static String asPart(String sentence) {
        int suggestion = sentence.indexOf("; did you mean ");
        return suggestion < 0 ? sentence
                : sentence.substring(0, suggestion) + " (" + sentence.substring(suggestion + 2) + ")";
    }

    private List<Path> files(Path root, List<Warning> warnings) throws IOException {
        if (!Files.isDirectory(root)) {
            return List.of(root);
        }
        List<Path> files = new ArrayList<>();
        Files.walkFileTree(root, EnumSet.noneOf(FileVisitOption.class), DEPTH_MAX, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                return !directory.equals(root) && isHidden(directory) ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (isEntityFile(file) && Files.isRegularFile(file)) {
                    files.add(file);
                } else if (isEntityFile(file) && !Files.isDirectory(file)) {
                    warnings.add(new Warning(root.relativize(file).toString(),
                            "is skipped: it is no file, or leads to none"));
                }
                if (files.size() > limits.filesMax()) {
                    throw new IOException(root + " holds more than " + limits.filesMax() + " entity files");
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                warnings.add(new Warning(root.relativize(file).toString(), "is skipped: it cannot be read"));
                return FileVisitResult.CONTINUE;
            }
        });
        files.sort(Comparator.comparing(file -> root.relativize(file).toString()));
        return files;
    }

    private static boolean isHidden(Path path) {
        return String.valueOf(path.getFileName()).startsWith(".");
    }

    private static boolean isEntityFile(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        return !isHidden(file) && (name.endsWith(".yaml") || name.endsWith(".yml") || name.endsWith(".json"));
    }

    private Optional<String> text(Path file, String name, List<Warning> warnings) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(limits.fileBytesMax() + 1);
            if (bytes.length <= limits.fileBytesMax()) {
                return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
            }
            warnings.add(new Warning(name, "is skipped: it is larger than " + limits.fileBytesMax() + " bytes"));
        } catch (CharacterCodingException e) {
            warnings.add(new Warning(name, "is skipped: it is not UTF-8"));
        } catch (IOException e) {
            warnings.add(new Warning(name, "is skipped: it cannot be read"));
        }
        return Optional.empty();
    }
}
