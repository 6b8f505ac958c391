package dev.foldd.config.secret;

import dev.foldd.config.Secret;
import dev.foldd.config.Section;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a secret is found: in the configuration itself, in a file, or among the credentials that systemd hands over. In each
 * of these places it may be sealed.
 *
 * @param path the setting that it is for, however it is given: {@code database.connection.password}
 * @param value the secret itself, or the name of its file or credential
 */
public record SecretSource(String path, Kind kind, Secret value) {

    /** What is wrong with the name of a credential. */
    public static final String NO_CREDENTIAL_NAME =
            "must be the name of a credential: letters, digits and . _ - @ : +, and no path";

    /** systemd names credentials as it names files: no slash, and neither of the two names that every directory has. */
    private static final Pattern CREDENTIAL = Pattern.compile("(?!\\.{1,2}$)[A-Za-z0-9_.@:+-]{1,255}");

    /** The places, each with what it adds to the name of a setting. */
    public enum Kind {
        VALUE(""), FILE("_file"), CREDENTIAL("_credential");

        private final String suffix;

        Kind(String suffix) {
            this.suffix = suffix;
        }
    }

    /** The secret {@code key} of a section, which may also be given as {@code key_file} or {@code key_credential}. */
    public static Optional<SecretSource> read(Section section, String key) {
        return read(section, key, section.secret(key));
    }

    /** The same for what nobody has to hide, although it may come from where secrets do: the name of a user. */
    public static Optional<SecretSource> readName(Section section, String key) {
        return read(section, key, section.optionalText(key).map(Secret::new));
    }

    /** Whether a name can be a credential's. */
    public static boolean isCredentialName(String name) {
        return CREDENTIAL.matcher(name).matches();
    }

    /** The setting to point at when the secret is not in order. */
    public String setting() {
        return path + kind.suffix;
    }

    /** Whether it can be had on one machine and not on another. */
    public boolean isOfThisMachine() {
        return kind != Kind.VALUE || SealedText.isSealed(value);
    }

    private static Optional<SecretSource> read(Section section, String key, Optional<Secret> value) {
        String path = section.path().isEmpty() ? key : section.path() + "." + key;
        Optional<SecretSource> found = value.map(secret -> new SecretSource(path, Kind.VALUE, secret));
        for (Kind kind : new Kind[] {Kind.FILE, Kind.CREDENTIAL}) {
            String other = key + kind.suffix;
            Optional<String> name = section.optionalText(other);
            if (name.isPresent() && found.isPresent()) {
                section.problem(other, "cannot stand beside " + key + found.get().kind.suffix);
            } else if (name.isPresent()) {
                found = name.map(text -> new SecretSource(path, kind, new Secret(text)));
                if (kind == Kind.CREDENTIAL && !isCredentialName(name.get())) {
                    section.problem(other, NO_CREDENTIAL_NAME);
                }
            }
        }
        return found;
    }
}
