package dev.foldd.auth.jwt;

import dev.foldd.auth.Bearers;
import dev.foldd.auth.Revocations;
import dev.foldd.auth.jwks.JwksException;
import dev.foldd.config.Problems;
import dev.foldd.config.Section;
import dev.foldd.config.secret.Secrets;
import dev.foldd.contract.Revocation;
import dev.foldd.limit.RateLimitConfig;
import dev.foldd.limit.RateLimiter;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntConsumer;

/** Measures what a request pays for being proved and admitted. Run it by hand; it is no test. */
public final class ProofBenchmark {

    private static final int TOKENS = 1000;

    private ProofBenchmark() {
    }

    public static void main(String[] arguments) throws IOException {
        Path data = Files.createTempDirectory("foldd-benchmark");
        Problems problems = new Problems();
        Section hot = Section.root(Map.of(), problems);
        JwtConfig remembering = JwtConfig.read(hot);
        JwtConfig forgetting = JwtConfig.read(Section.root(Map.of("cache_size", 0), problems));
        KeyRing keys = KeyLoader.load(remembering, Secrets.in(data), new SecureRandom(), problems);
        problems.throwIfAny();
        Revocations revocations =
                Revocations.open(data.resolve("revocations.jsonl"), remembering.revocationBounds(), Clock.systemUTC(),
                        told -> { });
        String[] tokens = tokens(remembering, keys);

        JwtBearers.Parts parts = new JwtBearers.Parts(revocations,
                address -> Future.failedFuture(new JwksException("there is nothing")), lost -> { },
                Clock.systemUTC(), told -> { });
        Bearers cached = new JwtBearers(remembering, keys, parts).at("rpc");
        Bearers uncached = new JwtBearers(forgetting, keys, parts).at("rpc");
        // Every request brings its token as a new text, whose hash is not known yet.
        measure("prove, remembered", 3_000_000, i -> proved(cached, new String(tokens[i % TOKENS].getBytes())));
        measure("prove, anew", 300_000, i -> proved(uncached, tokens[i % TOKENS]));
        revocations.revoke(Revocation.Kind.SUB, "nobody");
        measure("prove, remembered, with revocations", 3_000_000,
                i -> proved(cached, new String(tokens[i % TOKENS].getBytes())));
        measure("copying a token, which is part of the above", 3_000_000,
                i -> new String(tokens[i % TOKENS].getBytes()).isEmpty());
        limits(problems);
    }

    private static void limits(Problems problems) {
        // Time runs a thousand times faster, so that nothing is refused.
        RateLimiter limiter = new RateLimiter(RateLimitConfig.read(Section.root(Map.of("requests_per_minute",
                100_000_000,
                "burst", 10_000_000), problems)), () -> System.nanoTime() * 1000, new Random(1).nextInt());
        String[] users = new String[TOKENS];
        for (int i = 0; i < users.length; i++) {
            users[i] = "7d3c1f0e-user-" + i;
        }
        measure("admit, one of 1000 users", 5_000_000, i -> limiter.admit(users[i % TOKENS], "127.0.0.1", false));
        measure("admit, over IPv6", 5_000_000, i -> limiter.admit(users[i % TOKENS], "2001:db8:0:1:0:0:0:7", false));
        measure("admit, always another user and address", 2_000_000, i -> limiter.admit("u" + i, "10.0." + i, true));
    }

    private static void proved(Bearers bearers, String token) {
        if (bearers.prove(token).result() == null) {
            throw new IllegalStateException("a good token was refused");
        }
    }

    private static String[] tokens(JwtConfig config, KeyRing keys) {
        Minting minting = Minting.with(config, keys, Clock.systemUTC(), new SecureRandom()).orElseThrow();
        String[] tokens = new String[TOKENS];
        for (int i = 0; i < tokens.length; i++) {
            tokens[i] = minting.mint(new Grant("7d3c1f0e-user-" + i, List.of("user"), Optional.of("acme"),
                    Optional.of("user " + i), Duration.ofHours(1))).token();
        }
        return tokens;
    }

    private static void measure(String what, int times, IntConsumer work) {
        long best = Long.MAX_VALUE;
        for (int round = 0; round < 5; round++) {
            long start = System.nanoTime();
            for (int i = 0; i < times; i++) {
                work.accept(i);
            }
            best = Math.min(best, (System.nanoTime() - start) / times);
        }
        System.out.printf("%-48s %6d ns%n", what, best);
    }
}
