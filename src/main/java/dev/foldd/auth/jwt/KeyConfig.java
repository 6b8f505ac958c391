package dev.foldd.auth.jwt;

import dev.foldd.config.Secret;
import dev.foldd.config.Section;
import dev.foldd.config.secret.SecretSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A key of an issuer, as configured.
 *
 * @param path where it stands in the configuration, for messages
 * @param id what {@code kid} must be when a token has one, and what revocations name it by; a fingerprint when empty
 * @param value the key itself, or the name of its file; empty for a generated one
 */
public record KeyConfig(String path, Optional<String> id, Source source, Secret value) {

    private static final int KEYS_MAX = 32;

    /** Where a key is found, and of which kind it is. */
    public enum Source {
        GENERATED(""), SECRET("secret"), SECRET_FILE("secret_file"), SECRET_CREDENTIAL("secret_credential"),
        PUBLIC_KEY("public_key"), PUBLIC_KEY_FILE("public_key_file"), JWKS_FILE("jwks_file");

        private final String key;

        Source(String key) {
            this.key = key;
        }
    }

    /** The shared secret that stands in an issuer's own section. */
    static Optional<KeyConfig> secretOf(Section section) {
        return one(section, "key_id", List.of(Source.SECRET, Source.SECRET_FILE, Source.SECRET_CREDENTIAL));
    }

    /**
     * The public keys that stand in an issuer's own section: {@code public_key}, {@code public_key_file}, several of
     * {@code public_key_files}, or those of a {@code jwks_file}.
     */
    static List<KeyConfig> publicOf(Section section) {
        List<KeyConfig> keys = new ArrayList<>();
        one(section, "key_id", List.of(Source.PUBLIC_KEY, Source.PUBLIC_KEY_FILE)).ifPresent(keys::add);
        List<String> files = section.texts("public_key_files", List.of());
        if (files.size() > KEYS_MAX) {
            section.problem("public_key_files", "must be at most " + KEYS_MAX);
        }
        files.stream().limit(KEYS_MAX).map(file -> new KeyConfig(
                section.path(), Optional.empty(), Source.PUBLIC_KEY_FILE, new Secret(file))).forEach(keys::add);
        section.optionalText("jwks_file").ifPresent(file -> keys.add(
                new KeyConfig(section.path(), Optional.empty(), Source.JWKS_FILE, new Secret(file))));
        return keys;
    }

    /** The one of {@code <data>/keys/jwt.key}. */
    static KeyConfig generated(Section section) {
        return new KeyConfig(section.path(), section.optionalText("key_id"), Source.GENERATED, new Secret(""));
    }

    /** The keys of {@code keys:}. */
    static List<KeyConfig> listOf(Section section) {
        List<KeyConfig> keys = new ArrayList<>();
        List<Section> sections = section.sections("keys");
        if (sections.size() > KEYS_MAX) {
            section.problem("keys", "must be at most " + KEYS_MAX);
        }
        for (Section key : sections) {
            Optional<KeyConfig> read = one(key, "id",
                    List.of(Source.SECRET, Source.SECRET_FILE, Source.SECRET_CREDENTIAL, Source.PUBLIC_KEY,
                            Source.PUBLIC_KEY_FILE));
            read.ifPresent(keys::add);
            if (read.isEmpty()) {
                key.problem("id", "needs one of secret, secret_file, secret_credential, public_key, public_key_file beside it");
            }
        }
        return keys;
    }

    /** Whether the key can be had on one machine and not on another: it stands in a file, or is sealed. */
    boolean isOfThisMachine() {
        return source == Source.SECRET ? where().isOfThisMachine() : source != Source.PUBLIC_KEY;
    }

    /** Where a configured secret is to be fetched. */
    SecretSource where() {
        SecretSource.Kind kind = source == Source.SECRET_FILE ? SecretSource.Kind.FILE
                : source == Source.SECRET_CREDENTIAL ? SecretSource.Kind.CREDENTIAL : SecretSource.Kind.VALUE;
        return new SecretSource(path + "." + Source.SECRET.key, kind, value);
    }

    /** The setting to point at when the key is not in order. */
    String setting() {
        return path + "." + (source == Source.GENERATED ? Source.SECRET_FILE.key : source.key);
    }

    private static Optional<KeyConfig> one(Section section, String idKey, List<Source> sources) {
        Optional<String> id = section.optionalText(idKey);
        if (id.isPresent() && !CompactToken.isKeyId(id.get())) {
            section.problem(idKey, "must have 1 to 128 characters out of letters, digits and . _ = : + / -");
        }
        Optional<KeyConfig> found = Optional.empty();
        for (Source source : sources) {
            Optional<Secret> value = section.secret(source.key);
            if (source == Source.SECRET_CREDENTIAL && value.isPresent()
                    && !SecretSource.isCredentialName(value.get().reveal())) {
                section.problem(source.key, SecretSource.NO_CREDENTIAL_NAME);
            }
            if (value.isPresent() && found.isPresent()) {
                section.problem(source.key, "cannot stand beside " + found.get().source.key);
            } else if (value.isPresent()) {
                found = Optional.of(new KeyConfig(section.path(), id, source, value.get()));
            }
        }
        return found;
    }
}
