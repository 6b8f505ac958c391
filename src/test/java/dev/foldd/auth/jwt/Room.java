package dev.foldd.auth.jwt;

import dev.foldd.auth.Bearers;
import dev.foldd.auth.Revocations;
import dev.foldd.auth.jwks.JwksException;
import dev.foldd.auth.jwks.JwksFetch;
import dev.foldd.config.Problems;
import dev.foldd.config.Section;
import dev.foldd.config.secret.Secrets;
import dev.foldd.contract.Observation;
import dev.foldd.testing.TestClock;
import io.vertx.core.Future;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** An auth room with a clock of its own, for tests of the whole of it. */
final class Room {

    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    final TestClock clock = new TestClock(NOW);
    final List<String> refused = new CopyOnWriteArrayList<>();
    final List<String> warned = new CopyOnWriteArrayList<>();
    final List<String> lost = new CopyOnWriteArrayList<>();
    final JwtConfig config;
    final KeyRing keys;
    final Revocations revocations;
    final JwtBearers jwt;
    final Bearers bearers;

    Room(Path data, Map<String, Object> settings) {
        this(data, settings, address -> Future.failedFuture(new JwksException("there is nothing")));
    }

    Room(Path data, Map<String, Object> settings, JwksFetch fetch) {
        config = config(settings);
        keys = keys(config, data);
        try {
            revocations = Revocations.open(data.resolve("revocations.jsonl"), config.revocationBounds(), clock,
                    observation -> { });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        jwt = new JwtBearers(config, keys,
                new JwtBearers.Parts(revocations, fetch, lost::addAll, clock, this::hear));
        bearers = jwt.at("rpc");
    }

    static JwtConfig config(Map<String, Object> settings) {
        Problems problems = new Problems();
        JwtConfig config = JwtConfig.read(Section.root(settings, problems));
        problems.throwIfAny();
        return config;
    }

    static KeyRing keys(JwtConfig config, Path data) {
        Problems problems = new Problems();
        KeyRing keys = KeyLoader.load(config, Secrets.in(data), new SecureRandom(), problems);
        problems.throwIfAny();
        return keys;
    }

    /** Claims that are in order, valid for an hour, with more behind them. */
    static String claims(String more) {
        return "{\"sub\":\"u1\",\"role\":\"user\",\"iat\":" + seconds(Duration.ZERO) + ",\"exp\":"
                + seconds(Duration.ofHours(1)) + more + "}";
    }

    static long seconds(Duration fromNow) {
        return NOW.plus(fromNow).getEpochSecond();
    }

    private void hear(Observation observation) {
        if (observation instanceof Observation.CredentialRefused credential) {
            refused.add(credential.door() + " " + credential.reason());
        } else if (observation instanceof Observation.Warned warning) {
            warned.add(warning.text());
        }
    }
}
