package dev.foldd.config.secret;

import dev.foldd.config.Section;
import java.util.Optional;

/**
 * {@code security.secrets}: what sealed values are opened with, and where credentials are.
 *
 * @param keyFile the sealing key; absent means {@code keys/secrets.key} in the data directory
 * @param keyCredential the credential that is the sealing key, instead of a file
 * @param credentialsDir the directory of credentials; absent where systemd has handed over none
 */
public record SecretsConfig(Optional<String> keyFile, Optional<String> keyCredential, Optional<String> credentialsDir) {

    /** What counts when nothing is configured. */
    public static final SecretsConfig DEFAULT =
            new SecretsConfig(Optional.empty(), Optional.empty(), Optional.empty());

    /** Reads {@code security.secrets}. */
    public static SecretsConfig read(Section section) {
        SecretsConfig config = new SecretsConfig(section.optionalText("key_file"), section.optionalText("key_credential"),
                section.optionalText("credentials_dir"));
        if (config.keyCredential.isPresent() && config.keyFile.isPresent()) {
            section.problem("key_credential", "cannot stand beside key_file");
        }
        if (config.keyCredential.isPresent() && !SecretSource.isCredentialName(config.keyCredential.get())) {
            section.problem("key_credential", SecretSource.NO_CREDENTIAL_NAME);
        }
        return config;
    }
}
