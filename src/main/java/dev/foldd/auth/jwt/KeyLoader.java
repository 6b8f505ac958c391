package dev.foldd.auth.jwt;

import dev.foldd.auth.SecretFile;
import dev.foldd.config.Problems;
import dev.foldd.config.Secret;
import dev.foldd.identity.KeyException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.HexFormat;
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

    private static final int PEM_SIZE_MAX = 64 * 1024;
    private static final int FINGERPRINT_BYTES = 8;

    private final Path ownSecret;
    private final SecureRandom random;
    private final Problems problems;
    private final List<VerificationKey> keys = new ArrayList<>();
    private final Set<String> ids = new HashSet<>();
    private Optional<KeyRing.Signer> signer = Optional.empty();

    private KeyLoader(Path ownSecret, SecureRandom random, Problems problems) {
        this.ownSecret = ownSecret;
        this.random = random;
        this.problems = problems;
    }

    /**
     * Reads and generates files; not for an event loop.
     *
     * @param data the data directory; the own secret is {@code keys/jwt.key} in it
     * @param problems gets what is wrong; the result is of use only when nothing is
     */
    public static KeyRing load(JwtConfig config, Path data, SecureRandom random, Problems problems) {
        KeyLoader loader = new KeyLoader(ownSecretIn(data), random, problems);
        loader.add(config.own());
        config.issuers().forEach(loader::add);
        return new KeyRing(loader.keys, config.own().takesSecrets() ? loader.signer : Optional.empty());
    }

    /** Every file that {@link #load} reads. */
    public static List<Path> files(JwtConfig config, Path data) {
        return Stream.concat(Stream.of(config.own()), config.issuers().stream())
                .flatMap(issuer -> issuer.keys().stream())
                .flatMap(key -> switch (key.source()) {
                    case GENERATED -> Stream.of(ownSecretIn(data));
                    case SECRET_FILE, PUBLIC_KEY_FILE -> Stream.of(Path.of(key.value().reveal()));
                    case SECRET, PUBLIC_KEY -> Stream.<Path>empty();
                }).toList();
    }

    private static Path ownSecretIn(Path data) {
        return data.resolve("keys").resolve("jwt.key");
    }

    private void add(JwtConfig.Issuer issuer) {
        VerificationKey.Issuer demands = new VerificationKey.Issuer(issuer.name(), issuer.audience());
        for (KeyConfig key : issuer.keys()) {
            Optional<VerificationKey> ready = switch (key.source()) {
                case GENERATED, SECRET, SECRET_FILE ->
                        secret(key).flatMap(text -> ofSecret(key, text, issuer, demands));
                case PUBLIC_KEY, PUBLIC_KEY_FILE ->
                        pem(key).flatMap(text -> ofPem(key, text, issuer, demands));
            };
            ready.ifPresent(found -> addUnique(key, found));
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
        String id = config.id().orElseGet(() -> fingerprint(bytes));
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
        String id = config.id().orElseGet(() -> fingerprint(key.get().getEncoded()));
        return Optional.of(VerificationKey.ofPublicKey(id, demands, fitting, key.get()));
    }

    private Optional<Secret> secret(KeyConfig key) {
        try {
            return Optional.of(switch (key.source()) {
                case GENERATED -> SecretFile.readOrGenerate(ownSecret, random);
                case SECRET_FILE -> SecretFile.read(Path.of(key.value().reveal()));
                default -> key.value();
            });
        } catch (KeyException e) {
            problems.add(key.setting(), e.getMessage());
            return Optional.empty();
        } catch (InvalidPathException e) {
            problems.add(key.setting(), "is not the name of a file");
            return Optional.empty();
        }
    }

    private Optional<String> pem(KeyConfig key) {
        if (key.source() == KeyConfig.Source.PUBLIC_KEY) {
            return Optional.of(key.value().reveal());
        }
        try {
            Path file = Path.of(key.value().reveal());
            if (Files.size(file) <= PEM_SIZE_MAX) {
                return Optional.of(Files.readString(file, StandardCharsets.US_ASCII));
            }
            problems.add(key.setting(), file + " is larger than a public key can be");
        } catch (InvalidPathException | IOException e) {
            problems.add(key.setting(), "cannot be read (" + e.getClass().getSimpleName() + ")");
        }
        return Optional.empty();
    }

    /** Names a key by what it is, so that revoking one says nothing about its successor. */
    private static String fingerprint(byte[] key) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update("foldd key id ".getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(digest.digest(key), 0, FINGERPRINT_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
