package dev.foldd.daemon;

import dev.foldd.auth.Proof;
import dev.foldd.auth.Prover;
import dev.foldd.auth.Prover.Proven;
import dev.foldd.auth.Revocations;
import dev.foldd.auth.SessionsConfig;
import dev.foldd.auth.fetch.HttpKeyFetch;
import dev.foldd.auth.jwt.Grant;
import dev.foldd.auth.jwt.JwtBearers;
import dev.foldd.auth.jwt.JwtConfig;
import dev.foldd.auth.jwt.KeyLoader;
import dev.foldd.auth.jwt.KeyRing;
import dev.foldd.auth.jwt.Minting;
import dev.foldd.auth.session.SessionBearers;
import dev.foldd.auth.session.SessionLookup;
import dev.foldd.bus.Bus;
import dev.foldd.config.ConfigException;
import dev.foldd.config.Problems;
import dev.foldd.config.secret.Secrets;
import dev.foldd.contract.Addresses;
import dev.foldd.contract.Observer;
import dev.foldd.contract.Revocation;
import dev.foldd.daemon.files.DataDirectory;
import dev.foldd.rpc.Revoker;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Everything that proves who is asking, and what takes proofs back. */
final class Proving {

    /** How soon published keys are missed after the moment at which they are due. */
    private static final long LOOK_MILLIS = 1000;
    /** How soon it is noticed that a session has ended before its time. */
    private static final long SESSION_LOOK_MILLIS = 250;

    private final JwtConfig config;
    private final Secrets secrets;
    private final Clock clock;
    private final SecureRandom random;
    private final Bus bus;
    private final Revocations revocations;
    private final JwtBearers bearers;
    private volatile Optional<SessionBearers> sessions = Optional.empty();

    /**
     * Fetches the keys that issuers publish from now on.
     *
     * @throws ConfigException when a secret, a key or the revocations cannot be read
     */
    Proving(JwtConfig config, Secrets secrets, DataDirectory directory, Runtime runtime, Closing closing) {
        this.config = config;
        this.secrets = secrets;
        this.clock = runtime.clock();
        this.random = runtime.random();
        this.bus = runtime.bus();
        this.revocations = open(directory.revocations(), runtime.observer());
        HttpKeyFetch fetch = new HttpKeyFetch(runtime.vertx(), config.jwks());
        closing.add(() -> Await.on(fetch.close()));
        this.bearers = new JwtBearers(config, keys(),
                new JwtBearers.Parts(revocations, fetch, this::lost, clock, runtime.observer()));
        bearers.look();
        long timer = runtime.vertx().setPeriodic(LOOK_MILLIS, now -> bearers.look());
        closing.add(() -> runtime.vertx().cancelTimer(timer));
    }

    /** What it runs on. */
    record Runtime(Vertx vertx, Bus bus, Clock clock, SecureRandom random, Observer observer) {
    }

    /** What the door of that name asks. */
    Prover at(String door) {
        dev.foldd.auth.Bearers proofs = bearers.at(door);
        return (bearer, remote) -> sessions.filter(known -> SessionBearers.isSession(bearer))
                .map(known -> known.prove(door, bearer).map(Proving::proven))
                .orElseGet(() -> proofs.prove(bearer).map(this::proven));
    }

    /** From now on callers may also be proved by sessions. */
    void lookUp(SessionsConfig where, SessionLookup lookup, Vertx vertx, Observer observer, Closing closing) {
        SessionBearers known = new SessionBearers(where, lookup,
                new SessionBearers.Parts(revocations, () -> lost(Set.of(SessionBearers.KEY_ID)), clock, observer));
        long timer = vertx.setPeriodic(SESSION_LOOK_MILLIS, now -> known.look());
        closing.add(() -> vertx.cancelTimer(timer));
        sessions = Optional.of(known);
    }

    /** Takes credentials back; on a worker thread, since it is kept on disk first. */
    Revoker revoker(Vertx vertx) {
        return (kind, value) -> vertx.executeBlocking(() -> revocations.revoke(kind, value), false);
    }

    /** What has been taken back by this daemon, or learned from others. */
    List<Revocation> revoked() {
        return revocations.all();
    }

    /** Takes back what others have taken back, and tells those who live by it. Completes when all of it counts. */
    Future<Void> learn(List<Revocation> others, Vertx vertx) {
        return vertx.executeBlocking(() -> others.stream().filter(revocations::learn).toList(), false)
                .onSuccess(fresh -> fresh.forEach(one -> bus.announce(Addresses.RPC_CREDENTIAL_REVOKED, one))).mapEmpty();
    }

    /** Reads secrets and keys again. */
    void reload() {
        lost(bearers.reload(keys()));
    }

    /** Connections that live by a key which counts no more are told. */
    private void lost(Set<String> keyIds) {
        Instant now = clock.instant();
        keyIds.forEach(id -> bus.announce(Addresses.RPC_CREDENTIAL_REVOKED,
                new Revocation(Revocation.Kind.KEY, id, now, now)));
    }

    /** A token for whoever tries the daemon out; none where there is no secret to mint with. */
    Optional<String> token(String role, Duration life) {
        return Minting.with(config, keys(), clock, random).map(minting -> minting.mint(
                new Grant(role, List.of(role), Optional.empty(), Optional.empty(), life)).token());
    }

    private static Proven proven(SessionBearers.Standing standing) {
        return new Proven(standing.proof().principal(), Optional.of(standing.proof().expiresAt()), standing.holds());
    }

    private Proven proven(Proof proof) {
        return new Proven(proof.principal(), Optional.of(proof.expiresAt()), bearers.standing(proof));
    }

    private KeyRing keys() {
        Problems problems = new Problems();
        KeyRing keys = KeyLoader.load(config, secrets, random, problems);
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
