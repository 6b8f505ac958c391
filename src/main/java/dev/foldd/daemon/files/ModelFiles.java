package dev.foldd.daemon.files;

import dev.foldd.config.ConfigException;
import dev.foldd.config.Problems;
import dev.foldd.config.load.ConfigFile;
import dev.foldd.config.load.FormatException;
import dev.foldd.data.DataModel;
import dev.foldd.data.acl.AclConfig;
import dev.foldd.data.acl.PolicyCompiler;
import dev.foldd.data.acl.Roles;
import dev.foldd.data.entity.EntityCatalogue;
import dev.foldd.data.entity.RowValidator;
import dev.foldd.data.entity.file.EntityFileLimits;
import dev.foldd.data.entity.file.EntityFiles;
import dev.foldd.data.entity.file.EntityFiles.Reading;
import dev.foldd.data.entity.file.EntityFiles.Source;
import dev.foldd.data.entity.table.ColumnTypes;
import dev.foldd.data.entity.table.Fitting;
import dev.foldd.data.entity.table.TableEntities;
import dev.foldd.store.Table;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads entities and rules from their files, as a whole or not at all. */
public final class ModelFiles {

    /** The entities' directory that is packed into the jar. */
    private static final String DEFAULT_ENTITIES = "conf/entities";

    private final String entities;
    private final String rules;
    private final EntityFiles entityFiles;
    private final RowValidator validator;
    private final Present present;

    /**
     * What the files stand beside.
     *
     * @param types of the kind of database that there is
     * @param entities makes entities of its tables, where that is wanted
     */
    public record Present(ColumnTypes types, Optional<TableEntities> entities) {
    }

    /**
     * @param entities a directory or a file, as configured
     * @param rules a file, as configured
     */
    public ModelFiles(String entities, String rules, EntityFileLimits limits, RowValidator validator, Present present) {
        this.present = present;
        this.entities = entities;
        this.rules = rules;
        this.entityFiles = new EntityFiles(limits);
        this.validator = validator;
    }

    /** What the files hold. */
    public record Texts(EntityFiles.Sources entities, Map<String, Object> rules) {

        /** The same for the same texts, and for no others. */
        public String digest() {
            try {
                MessageDigest digest = MessageDigest.getInstance("SHA-256");
                digest.update(entities.toString().getBytes(StandardCharsets.UTF_8));
                digest.update(rules.toString().getBytes(StandardCharsets.UTF_8));
                return HexFormat.of().formatHex(digest.digest());
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java platform has SHA-256", e);
            }
        }
    }

    /** A model and what an operator should know about its files. */
    public record Loaded(DataModel model, List<String> warnings) {
        public Loaded {
            warnings = List.copyOf(warnings);
        }
    }

    /** @throws ConfigException when the files cannot be read */
    public Texts read() {
        return new Texts(entities(), rules());
    }

    /**
     * @param tables those that the database has, of which entities are made where that is wanted
     * @throws ConfigException when the rules are not in order, a test of theirs fails, or it is not sure what tables show
     */
    public Loaded compile(Texts texts, List<Table> tables) {
        Problems problems = new Problems();
        List<String> warnings = new ArrayList<>();
        EntityCatalogue catalogue = catalogue(texts.entities(), tables, warnings);
        DataModel model = new DataModel(catalogue, new PolicyCompiler(catalogue, validator::value)
                .compile(texts.rules(), problems, warnings));
        if (!problems.isEmpty()) {
            throw new ConfigException(withCause(catalogue, warnings, problems.list()));
        }
        return new Loaded(model, warnings);
    }

    /** An entity file that cannot be read may hide fields of a table that would be shown without it. */
    private EntityCatalogue catalogue(EntityFiles.Sources sources, List<Table> tables, List<String> warnings) {
        Reading reading = entityFiles.parse(sources, declared -> present.entities().map(made -> {
            TableEntities.Found found = made.of(tables, declared);
            warnings.addAll(found.warnings());
            return found.entities();
        }).orElse(List.of()));
        reading.warnings().forEach(warning -> warnings.add(warning.toString()));
        if (present.entities().isPresent() && !reading.unread().isEmpty()) {
            throw new ConfigException(reading.unread().stream().map(file -> entities + ": " + file
                    + ": cannot be read, so it is not known what it hides of the database's tables").toList());
        }
        return new Fitting(tables, present.types()).fit(reading.catalogue());
    }

    /** Rules about entities of which there is not one are right, so what keeps the entities away is told first. */
    private List<String> withCause(EntityCatalogue catalogue, List<String> warnings, List<String> problems) {
        List<String> all = new ArrayList<>();
        if (catalogue.entities().isEmpty() && isThere(entities, DEFAULT_ENTITIES)) {
            all.add("database.entities: '" + entities + "' holds no entity");
            warnings.forEach(warning -> all.add("database.entities: " + warning));
        }
        problems.forEach(problem -> all.add(rules + ": " + problem));
        return all;
    }

    /**
     * Everything that is wrong with the files. One that cannot be read hides nothing of the other, and is not told of
     * here.
     */
    public List<String> problems() {
        try {
            boolean whole = isThere(entities, DEFAULT_ENTITIES);
            if (!isThere(rules, AclConfig.DEFAULT_RULES_FILE)) {
                return List.of();
            }
            Map<String, Object> tree = new LinkedHashMap<>(rules());
            if (!whole) {
                // Each of them would fail for want of its entity.
                tree.remove("tests");
            }
            if (present.entities().isPresent()) {
                // What they say of tables can be judged only where the tables are.
                entities();
                return List.of();
            }
            compile(new Texts(whole ? entities() : new EntityFiles.Sources(List.of(), List.of()), tree), List.of());
            return List.of();
        } catch (ConfigException e) {
            return e.problems();
        }
    }

    /** The roles that the rules name, in rising order. */
    public Roles roles() {
        return Roles.of(rules());
    }

    private static boolean isThere(String name, String packed) {
        return name.equals(packed) || Files.isReadable(Path.of(name));
    }

    /** Every file that {@link #read} looks at, those that are not there yet too. */
    public List<Path> watched() {
        List<Path> files = new ArrayList<>(List.of(Path.of(rules), Path.of(entities)));
        try {
            files.addAll(entityFiles.list(Path.of(entities)));
        } catch (IOException e) {
            // That it cannot be listed, or holds too much, is for the reload to tell; the directory itself is watched.
            return files;
        }
        return files;
    }

    private EntityFiles.Sources entities() {
        try {
            boolean none = entities.equals(DEFAULT_ENTITIES) && !Files.exists(Path.of(entities));
            if (none && present.entities().isPresent()) {
                // The examples are for a database of their own.
                return new EntityFiles.Sources(List.of(), List.of());
            }
            return none ? new EntityFiles.Sources(packed(), List.of()) : entityFiles.sources(Path.of(entities));
        } catch (IOException e) {
            throw new ConfigException(List.of("database.entities: '" + entities + "' cannot be read"));
        }
    }

    private static List<Source> packed() {
        return PackedFiles.ENTITIES.stream()
                .map(name -> new Source(name, PackedFiles.text(DEFAULT_ENTITIES + "/" + name))).toList();
    }

    private Map<String, Object> rules() {
        Path file = Path.of(rules);
        if (!rules.equals(AclConfig.DEFAULT_RULES_FILE) || Files.exists(file)) {
            Problems reading = new Problems();
            Optional<Map<String, Object>> tree = ConfigFile.read(file, reading);
            if (reading.isEmpty() && tree.orElse(Map.of()).isEmpty()) {
                reading.add(rules, "is empty, as a file that was cut off is; one without rules says 'rules: []'");
            }
            reading.throwIfAny();
            return tree.orElse(Map.of());
        }
        try {
            return ConfigFile.parse(rules, PackedFiles.text(rules));
        } catch (FormatException e) {
            throw new IllegalStateException("the packed rules are not in order", e);
        }
    }
}
