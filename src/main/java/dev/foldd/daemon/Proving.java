package dev.foldd.daemon;

import dev.foldd.auth.Proof;
import dev.foldd.auth.Revocations;
import dev.foldd.auth.jwt.Grant;
import dev.foldd.auth.jwt.JwtBearers;
import dev.foldd.auth.jwt.JwtConfig;
import dev.foldd.auth.jwt.KeyLoader;
import dev.foldd.auth.jwt.KeyRing;
import dev.foldd.auth.jwt.Minting;
import dev.foldd.bus.Bus;
import dev.foldd.config.ConfigException;
import dev.foldd.config.Problems;
import dev.foldd.contract.Addresses;
import dev.foldd.contract.Observer;
import dev.foldd.contract.Revocation;
import dev.foldd.rpc.Bearers.Proven;
import dev.foldd.rpc.Bearers;
import dev.foldd.rpc.Revoker;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Everything that proves who is asking, and what takes proofs back. */
final class Proving {

    private final JwtConfig config;
    private final DataDirectory directory;
    private final Clock clock;
    private final SecureRandom random;
    private final Revocations revocations;
    private final JwtBearers bearers;

    /** @throws ConfigException when a secret, a key or the revocations cannot be read */
    Proving(JwtConfig config, DataDirectory directory, Clock clock, SecureRandom random, Observer observer) {
        this.config = config;
        this.directory = directory;
        this.clock = clock;
        this.random = random;
        this.revocations = open(directory.revocations(), observer);
        this.bearers = new JwtBearers(config, keys(), revocations, clock, observer);
    }

    /** What the door of that name asks. */
    Bearers at(String door) {
        dev.foldd.auth.Bearers proofs = bearers.at(door);
        return (bearer, remote) -> proofs.prove(bearer).map(this::proven);
    }

    /** Takes credentials back; on a worker thread, since it is kept on disk first. */
    Revoker revoker(Vertx vertx) {
        return (kind, value) -> vertx.executeBlocking(() -> revocations.revoke(kind, value), false);
    }

    /** Reads secrets and keys again. Connections that live by a key which counts no more are told. */
    void reload(Bus bus) {
        Instant now = clock.instant();
        bearers.reload(keys()).forEach(id -> bus.announce(Addresses.RPC_CREDENTIAL_REVOKED,
                new Revocation(Revocation.Kind.KEY, id, now, now)));
    }

    /** A token for whoever tries the daemon out; none where there is no secret to mint with. */
    Optional<String> token(String role, Duration life) {
        return Minting.with(config, keys(), clock, random).map(minting -> minting.mint(
                new Grant(role, List.of(role), Optional.empty(), Optional.empty(), life)).token());
    }

    private Proven proven(Proof proof) {
        return new Proven(proof.principal(), Optional.of(proof.expiresAt()), bearers.standing(proof));
    }

    private KeyRing keys() {
        Problems problems = new Problems();
        KeyRing keys = KeyLoader.load(config, directory.root(), random, problems);
        problems.throwIfAny();
        return keys;
    }

    private Revocations open(Path file, Observer observer) {
        try {
            return Revocations.open(file, config.revocationBounds(), clock, observer);
        } catch (IOException e) {
            throw new ConfigException(List.of("data_dir: " + e.getMessage()));
        }
    }
}
