package dev.foldd.auth.jwt;

import dev.foldd.auth.jwks.JwkSet;
import dev.foldd.auth.jwks.JwksException;
import dev.foldd.config.Problems;
import dev.foldd.config.Secret;
import dev.foldd.config.secret.SecretFile;
import dev.foldd.config.secret.Secrets;
import dev.foldd.identity.KeyException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Makes the configured keys ready for use: reads their files, and generates the daemon's own secret where there is
 * none.
 */
public final class KeyLoader {

    private static final int FILE_SIZE_MAX = 256 * 1024;
    private static final int SET_KEYS_MAX = 64;

    private final Secrets secrets;
    private final SecureRandom random;
    private final Problems problems;
    private final List<VerificationKey> keys = new ArrayList<>();
    private final Set<String> ids;
    private Optional<KeyRing.Signer> signer = Optional.empty();

    private KeyLoader(Secrets secrets, SecureRandom random, Problems problems) {
        this.secrets = secrets;
        this.random = random;
        this.problems = problems;
        this.ids = new HashSet<>();
    }

    /** For a look that makes nothing, and so needs no randomness of its own. */
    private KeyLoader(Secrets secrets, Set<String> ids, Problems problems) {
        this.secrets = secrets;
        this.random = new SecureRandom();
        this.problems = problems;
        this.ids = ids;
    }

    /**
     * Reads and generates files; not for an event loop.
     *
     * @param secrets fetches configured secrets; the own one is {@code keys/jwt.key} in their data directory
     * @param problems gets what is wrong; the result is of use only when nothing is
     */
    public static KeyRing load(JwtConfig config, Secrets secrets, SecureRandom random, Problems problems) {
        KeyLoader loader = new KeyLoader(secrets, random, problems);
        loader.add(config.own());
        config.issuers().forEach(loader::add);
        config.jwks().caFile().ifPresent(file -> loader.check(config.own().path() + ".jwks.ca_file", file));
        return new KeyRing(loader.keys, config.own().takesSecrets() ? loader.signer : Optional.empty());
    }

    /**
     * Finds what {@link #load} would, and makes nothing: an own secret that is not there yet is in order.
     *
     * @param ofSettings gets what is wrong with the keys that stand in the configuration itself
     * @param ofFiles gets what is wrong with the keys that stand in files of this machine, or can be opened there alone
     */
    public static void check(JwtConfig config, Secrets secrets, Problems ofSettings, Problems ofFiles) {
        Set<String> ids = new HashSet<>();
        KeyLoader settings = new KeyLoader(secrets, ids, ofSettings);
        KeyLoader files = new KeyLoader(secrets, ids, ofFiles);
        Stream.concat(Stream.of(config.own()), config.issuers().stream())
                // An issuer without algorithms is refused for that already, and no key fits it.
                .filter(issuer -> !issuer.algorithms().isEmpty())
                .forEach(issuer -> issuer.keys().stream()
                        .filter(key -> key.source() != KeyConfig.Source.GENERATED
                                || Files.exists(ownSecretIn(secrets.dataDir())))
                        .forEach(key -> (key.isOfThisMachine() ? files : settings).add(key, issuer)));
    }

    /** Where the daemon's own secret stands, when it is neither in the configuration nor in a file named there. */
    public static Optional<Path> generatedFile(JwtConfig config, Path data) {
        return config.own().keys().stream().filter(key -> key.source() == KeyConfig.Source.GENERATED)
                .map(key -> ownSecretIn(data)).findFirst();
    }

    /** Every file that {@link #load} reads. */
    public static List<Path> files(JwtConfig config, Secrets secrets) {
        return Stream.concat(Stream.of(config.own()), config.issuers().stream())
                .flatMap(issuer -> issuer.keys().stream())
                .flatMap(key -> switch (key.source()) {
                    case GENERATED -> Stream.of(ownSecretIn(secrets.dataDir()));
                    case PUBLIC_KEY_FILE, JWKS_FILE -> Stream.of(Path.of(key.value().reveal()));
                    case SECRET, SECRET_FILE, SECRET_CREDENTIAL -> secrets.files(List.of(key.where())).stream();
                    case PUBLIC_KEY -> Stream.<Path>empty();
                }).toList();
    }

    private static Path ownSecretIn(Path data) {
        return data.resolve("keys").resolve("jwt.key");
    }

    /** Found wanting at the first fetch, it would look as if the issuer were away. */
    private void check(String setting, String caFile) {
        try (InputStream in = Files.newInputStream(Path.of(caFile))) {
            if (CertificateFactory.getInstance("X.509").generateCertificates(in).isEmpty()) {
                problems.add(setting, "holds no certificate");
            }
        } catch (InvalidPathException | IOException | CertificateException e) {
            problems.add(setting, "cannot be read (" + e.getClass().getSimpleName() + ")");
        }
    }

    private void add(JwtConfig.Issuer issuer) {
        issuer.keys().forEach(key -> add(key, issuer));
    }

    private void add(KeyConfig key, JwtConfig.Issuer issuer) {
        VerificationKey.Issuer demands = new VerificationKey.Issuer(issuer.name(), issuer.audience());
        switch (key.source()) {
            case GENERATED, SECRET, SECRET_FILE, SECRET_CREDENTIAL -> secret(key)
                    .flatMap(text -> ofSecret(key, text, issuer, demands)).ifPresent(found -> addUnique(key, found));
            case PUBLIC_KEY, PUBLIC_KEY_FILE -> text(key).flatMap(text -> ofPem(key, text, issuer, demands))
                    .ifPresent(found -> addUnique(key, found));
            case JWKS_FILE -> text(key).ifPresent(text -> keys.addAll(ofSet(key, text, issuer)));
        }
    }

    /** Issuers name their keys without asking each other, so these ids need not be unique. */
    private List<VerificationKey> ofSet(KeyConfig config, String json, JwtConfig.Issuer issuer) {
        try {
            JwkSet set = JwkSet.read(json, SET_KEYS_MAX);
            set.secrets().forEach(secret -> problems.add(config.setting(), secret + "; only public keys belong there"));
            List<VerificationKey> found = IssuerKeys.of(set, issuer);
            if (found.isEmpty() && set.secrets().isEmpty()) {
                problems.add(config.setting(), "holds no key that fits one of the issuer's algorithms");
            }
            return found;
        } catch (JwksException e) {
            problems.add(config.setting(), "cannot be used: " + e.getMessage());
            return List.of();
        }
    }

    private void addUnique(KeyConfig config, VerificationKey key) {
        if (ids.add(key.id())) {
            keys.add(key);
        } else {
            problems.add(config.setting(),
                    "is the key '" + key.id() + "' a second time; give each key an id of its own");
        }
    }

    /** The text itself is the secret, byte for byte, as every library takes it; it is not decoded first. */
    private Optional<VerificationKey> ofSecret(KeyConfig config, Secret secret, JwtConfig.Issuer issuer,
                                               VerificationKey.Issuer demands) {
        byte[] bytes = secret.reveal().getBytes(StandardCharsets.UTF_8);
        if (secret.reveal().stripLeading().startsWith("-----BEGIN")) {
            problems.add(config.setting(),
                    "is a PEM block, which is no shared secret; a public key belongs in public_key");
            return Optional.empty();
        }
        List<Algorithm> fitting = issuer.algorithms().stream()
                .filter(algorithm -> algorithm.family() == Algorithm.Family.SECRET).sorted().toList();
        if (fitting.isEmpty()) {
            problems.add(config.setting(),
                    "fits none of the issuer's algorithms; a secret needs HS256, HS384 or HS512");
            return Optional.empty();
        }
        if (isShort(config, bytes.length, fitting.get(fitting.size() - 1))) {
            return Optional.empty();
        }
        Map<Algorithm, Hmac> hmacs = new EnumMap<>(Algorithm.class);
        fitting.forEach(algorithm -> hmacs.put(algorithm, new Hmac(algorithm, bytes)));
        String id = config.id().orElseGet(() -> PublicKeys.fingerprint(bytes));
        if (signer.isEmpty()) {
            Algorithm first = fitting.get(0);
            signer = Optional.of(new KeyRing.Signer(id, first, hmacs.get(first), demands));
        }
        return Optional.of(VerificationKey.ofSecret(id, demands, hmacs));
    }

    /** A secret is at least as long as the hash of every algorithm that it is for: RFC 7518, section 3.2. */
    private boolean isShort(KeyConfig config, int length, Algorithm longest) {
        int needed = longest.bits() / Byte.SIZE;
        if (length < needed) {
            problems.add(config.setting(), "must be at least " + needed + " bytes long for " + longest.wireName());
        }
        return length < needed;
    }

    private Optional<VerificationKey> ofPem(KeyConfig config, String pem, JwtConfig.Issuer issuer,
                                            VerificationKey.Issuer demands) {
        Optional<PublicKey> key = PublicKeys.read(pem);
        if (key.isEmpty()) {
            problems.add(config.setting(), "must be an RSA, EC or Ed25519 key in PEM, beginning with"
                    + " -----BEGIN PUBLIC KEY-----");
            return Optional.empty();
        }
        Set<Algorithm> fitting = EnumSet.noneOf(Algorithm.class);
        issuer.algorithms().stream().filter(one -> PublicKeys.fits(key.get(), one)).forEach(fitting::add);
        if (fitting.isEmpty()) {
            problems.add(config.setting(), "fits none of the issuer's algorithms (RSA needs 2048 to 16384 bits,"
                    + " ES256 the curve P-256, ES384 P-384, ES512 P-521)");
            return Optional.empty();
        }
        String id = config.id().orElseGet(() -> PublicKeys.fingerprint(key.get().getEncoded()));
        return Optional.of(VerificationKey.ofPublicKey(id, demands, fitting, key.get()));
    }

    private Optional<Secret> secret(KeyConfig key) {
        if (key.source() != KeyConfig.Source.GENERATED) {
            return secrets.open(key.where(), problems);
        }
        try {
            return Optional.of(SecretFile.readOrGenerate(ownSecretIn(secrets.dataDir()), random));
        } catch (KeyException e) {
            problems.add(key.setting(), e.getMessage());
            return Optional.empty();
        }
    }

    private Optional<String> text(KeyConfig key) {
        if (key.source() == KeyConfig.Source.PUBLIC_KEY) {
            return Optional.of(key.value().reveal());
        }
        try {
            Path file = Path.of(key.value().reveal());
            if (Files.size(file) <= FILE_SIZE_MAX) {
                return Optional.of(Files.readString(file, StandardCharsets.US_ASCII));
            }
            problems.add(key.setting(), file + " is larger than public keys can be");
        } catch (InvalidPathException | IOException e) {
            problems.add(key.setting(), "cannot be read (" + e.getClass().getSimpleName() + ")");
        }
        return Optional.empty();
    }
}
