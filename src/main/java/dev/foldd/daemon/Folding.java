package dev.foldd.daemon;

import dev.foldd.config.ConfigException;
import dev.foldd.contract.Observation;
import dev.foldd.contract.Observer;
import dev.foldd.daemon.files.SchemaFiles;
import dev.foldd.fold.FoldNode;
import dev.foldd.fold.storage.Atoms;
import dev.foldd.fold.storage.FoldDialect;
import dev.foldd.store.Store;
import dev.foldd.store.Table;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Opens the fold node on the daemon's database, where it can be there. */
final class Folding {

    private static final String NO_TRANSACTIONS = "this daemon keeps no schemas: they are written in transactions, which a"
            + " bridge does not have";

    private Folding() {
    }

    /**
     * Makes the tables that are missing, and loads the schemas of files. Waits.
     *
     * @return absent where it is configured to be, or where the database cannot keep it, which the log then says
     * @throws ConfigException when a schema's file is not in order, or tables are missing that must not be made
     */
    static Optional<FoldNode> open(DaemonConfig config, Storage storage, Atoms.Signer signer, Clock clock,
                                   Observer observer) {
        Store store = storage.database();
        if (!config.fold().enabled().orElse(true)) {
            return Optional.empty();
        }
        Optional<FoldDialect> words = DatabaseKind.of(config.database()).fold();
        Optional<String> obstacle = words.isEmpty() ? Optional.of(NO_TRANSACTIONS) : missing(config, store, words.get());
        if (obstacle.isPresent() && config.fold().enabled().isPresent()) {
            throw new ConfigException(List.of("fold.enabled: " + obstacle.get()));
        }
        if (obstacle.isPresent()) {
            observer.observe(new Observation.Warned("fold", obstacle.get()));
            return Optional.empty();
        }
        FoldNode.Ground ground = new FoldNode.Ground(store, words.get(), config.data().statement(), signer, UUID::randomUUID,
                clock, observer, storage::isCurrent);
        return Optional.of(Await.on(FoldNode.open(ground, config.fold(), SchemaFiles.read(config.fold().schemas()))));
    }

    /** What keeps it from being there although the database could. */
    private static Optional<String> missing(DaemonConfig config, Store store, FoldDialect words) {
        if (config.autoApply()) {
            return Optional.empty();
        }
        Set<String> present = Await.on(store.tables()).stream().map(Table::name).collect(Collectors.toSet());
        List<String> missing = new ArrayList<>(words.tableNames());
        missing.removeAll(present);
        return missing.isEmpty() ? Optional.empty() : Optional.of("this daemon keeps no schemas: the database has no table "
                + String.join(", ", missing) + "; run 'foldd schema apply'");
    }
}
