package dev.foldd.config.secret;

import dev.foldd.config.Problems;
import dev.foldd.config.Secret;
import dev.foldd.identity.KeyException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Fetches secrets from where they are, and opens those that are sealed. Nothing is kept: each is read anew whenever it is
 * asked for, so that a changed one counts. Reads files; not for an event loop.
 *
 * @param dataDir the daemon's own directory
 */
public record Secrets(SecretsConfig config, Path dataDir) {

    public Secrets {
        Objects.requireNonNull(config);
        Objects.requireNonNull(dataDir);
    }

    /** As without any configuration. */
    public static Secrets in(Path dataDir) {
        return new Secrets(SecretsConfig.DEFAULT, dataDir);
    }

    /**
     * The secret, ready for use.
     *
     * @param problems gets a sentence that names the setting and nothing of the secret, when it cannot be had
     */
    public Optional<Secret> open(SecretSource source, Problems problems) {
        try {
            Secret found = fetch(source);
            if (SealedText.isSealed(found)) {
                found = unseal(found, source.path());
            }
            if (found.reveal().isEmpty() && source.kind() != SecretSource.Kind.VALUE) {
                throw new KeyException("is empty");
            }
            return Optional.of(found);
        } catch (KeyException e) {
            problems.add(source.setting(), e.getMessage());
        } catch (InvalidPathException e) {
            problems.add(source.setting(), "is not the name of a file");
        }
        return Optional.empty();
    }

    /** The same for whoever can do without: empty when there is no source. */
    public Optional<Secret> open(Optional<SecretSource> source, Problems problems) {
        return source.flatMap(there -> open(there, problems));
    }

    /** Every file that is looked at for these, the sealing key included. */
    public List<Path> files(Collection<SecretSource> sources) {
        List<Path> files = new ArrayList<>();
        try {
            for (SecretSource source : sources) {
                fileOf(source).ifPresent(files::add);
            }
            if (!sources.isEmpty()) {
                files.add(keyFile());
            }
        } catch (KeyException | InvalidPathException notThere) {
            // Whoever opens the secrets is told; a file that has no place cannot change.
            return files;
        }
        return files;
    }

    /** Where the sealing key stands. */
    public Path keyFile() {
        return config.keyCredential().map(this::credential)
                .orElseGet(() -> config.keyFile().map(Path::of).orElseGet(this::ownKeyFile));
    }

    /**
     * The key to seal with; made when there is none, unless it is to be a credential.
     *
     * @throws KeyException when it can be neither read nor made, or others have rights to it
     */
    public SealingKey sealingKey(SecureRandom random) {
        return config.keyCredential().isPresent() ? SealingKey.readCredential(keyFile())
                : SealingKey.readOrGenerate(keyFile(), random);
    }

    private Secret fetch(SecretSource source) {
        Optional<Path> file = fileOf(source);
        return file.isPresent() ? SecretFile.read(file.get()) : source.value();
    }

    private Optional<Path> fileOf(SecretSource source) {
        return switch (source.kind()) {
            case VALUE -> Optional.empty();
            case FILE -> Optional.of(Path.of(source.value().reveal()));
            case CREDENTIAL -> Optional.of(credential(source.value().reveal()));
        };
    }

    private Secret unseal(Secret sealed, String setting) {
        SealedText text = SealedText.parse(sealed);
        SealingKey key;
        try {
            key = config.keyCredential().isPresent() ? SealingKey.readCredential(keyFile()) : SealingKey.read(keyFile());
        } catch (KeyException e) {
            throw new KeyException("is sealed, and its key cannot be had: " + e.getMessage());
        }
        return key.open(text, setting);
    }

    private Path credential(String name) {
        if (!SecretSource.isCredentialName(name)) {
            throw new KeyException(SecretSource.NO_CREDENTIAL_NAME);
        }
        return Path.of(config.credentialsDir().orElseThrow(() -> new KeyException("names a credential, and there are none:"
                + " neither CREDENTIALS_DIRECTORY is set nor security.secrets.credentials_dir"))).resolve(name);
    }

    private Path ownKeyFile() {
        return dataDir.resolve("keys").resolve("secrets.key");
    }
}
