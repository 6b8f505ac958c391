package dev.foldd.auth.jwt;

import static dev.foldd.auth.jwt.Forge.SECRET;
import static dev.foldd.auth.jwt.Room.claims;

import dev.foldd.auth.jwks.FakeFetch;
import dev.foldd.testing.Jwks;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.List;
import java.util.Map;

/** An issuer that publishes one key, and whoever believes it. */
record Idp(String algorithm, String jdkName, KeyPair keys) {

    static final String CLAIMS = ",\"iss\":\"idp\",\"aud\":\"foldd\"";
    static final Idp RS256 = new Idp("RS256", "SHA256withRSA", Jwks.rsa(2048));
    static final Idp PS256 = new Idp("PS256", "RSASSA-PSS", Jwks.rsa(2048));
    static final Idp ES256 = new Idp("ES256", "SHA256withECDSAinP1363Format", Jwks.ec("secp256r1"));
    static final Idp ES384 = new Idp("ES384", "SHA384withECDSAinP1363Format", Jwks.ec("secp384r1"));
    static final Idp ES512 = new Idp("ES512", "SHA512withECDSAinP1363Format", Jwks.ec("secp521r1"));
    static final Idp EDDSA = new Idp("EdDSA", "Ed25519", Jwks.ed25519());
    static final List<Idp> ALL = List.of(RS256, PS256, ES256, ES384, ES512, EDDSA);

    /** A room that has fetched the key as {@code k1}, and has a secret of its own beside. */
    Room room(Path data, FakeFetch server) {
        server.serve(Jwks.set(Jwks.jwk("k1", keys.getPublic(), ",\"use\":\"sig\"")), null);
        Room room = new Room(data, settings(List.of(algorithm)), server);
        room.jwt.look();
        return room;
    }

    static Map<String, Object> settings(List<String> algorithms) {
        return Map.of("secret", SECRET, "issuer", "home", "issuers", List.of(issuer("idp", algorithms)));
    }

    static Map<String, Object> issuer(String name, List<String> algorithms) {
        return Map.of("issuer", name, "audience", "foldd", "algorithms", algorithms,
                "jwks_url", "https://" + name + ".example/keys");
    }

    String header() {
        return header(",\"kid\":\"k1\"");
    }

    String header(String more) {
        return "{\"alg\":\"" + algorithm + "\"" + more + "}";
    }

    String good() {
        return signed(header(), claims(CLAIMS));
    }

    String signed(String header, String payload) {
        return Forge.signed(header, payload, jdkName, keys.getPrivate());
    }

    /** The same kind of key, and nobody has published it. */
    Idp stranger() {
        return new Idp(algorithm, jdkName, switch (algorithm) {
            case "RS256", "PS256" -> Jwks.rsa(2048);
            case "ES256" -> Jwks.ec("secp256r1");
            case "ES384" -> Jwks.ec("secp384r1");
            case "ES512" -> Jwks.ec("secp521r1");
            default -> Jwks.ed25519();
        });
    }

    @Override
    public String toString() {
        return algorithm;
    }
}
