package dev.foldd.auth.jwt;

import static dev.foldd.auth.jwt.Attacked.ACCEPTED;
import static dev.foldd.auth.jwt.Attacked.HEADER;
import static dev.foldd.auth.jwt.Forge.SECRET;
import static dev.foldd.auth.jwt.Forge.hs256;
import static dev.foldd.auth.jwt.Forge.part;
import static dev.foldd.auth.jwt.Forge.pem;
import static dev.foldd.auth.jwt.Forge.signed;
import static dev.foldd.auth.jwt.Room.claims;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.contract.Revocation;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Everything that has been tried against readers of tokens, in one table, among tokens that are accepted. */
class AttacksTest {

    private static final String GOOD = hs256(HEADER, claims(",\"jti\":\"t1\",\"aud\":\"foldd\",\"iss\":\"home\""),
            SECRET);
    @TempDir
    private Path data;

    @TempDir
    private static Path shared;

    private static Room room;

    @BeforeAll
    static void open() {
        room = new Room(shared, Attacked.SETTINGS);
    }

    static Stream<Arguments> headers() {
        return Stream.of(
                argumentSet("in order", HEADER, ACCEPTED),
                argumentSet("without typ", "{\"alg\":\"HS256\"}", ACCEPTED),
                argumentSet("its own kid", "{\"alg\":\"HS256\",\"kid\":\"own\"}", ACCEPTED),
                argumentSet("none", "{\"alg\":\"none\"}", "algorithm"),
                argumentSet("None", "{\"alg\":\"None\"}", "algorithm"),
                argumentSet("NONE", "{\"alg\":\"NONE\"}", "algorithm"),
                argumentSet("nOnE", "{\"alg\":\"nOnE\"}", "algorithm"),
                argumentSet("none with a blank", "{\"alg\":\"none \"}", "algorithm"),
                argumentSet("an empty alg", "{\"alg\":\"\"}", "algorithm"),
                argumentSet("alg null", "{\"alg\":null}", "algorithm"),
                argumentSet("alg a list", "{\"alg\":[\"HS256\"]}", "algorithm"),
                argumentSet("no alg", "{\"typ\":\"JWT\"}", "algorithm"),
                argumentSet("alg in lower case", "{\"alg\":\"hs256\"}", "algorithm"),
                argumentSet("an algorithm nobody listed", "{\"alg\":\"HS512\"}", "algorithm"),
                argumentSet("an algorithm of another key", "{\"alg\":\"ES256\"}", "signature"),
                argumentSet("another type of token", "{\"alg\":\"HS256\",\"typ\":\"dpop+jwt\"}", "header"),
                argumentSet("typ a number", "{\"alg\":\"HS256\",\"typ\":1}", "header"),
                argumentSet("crit", "{\"alg\":\"HS256\",\"crit\":[\"exp\"]}", "header"),
                argumentSet("crit empty", "{\"alg\":\"HS256\",\"crit\":[]}", "header"),
                argumentSet("an embedded jwk", "{\"alg\":\"HS256\",\"jwk\":{\"kty\":\"oct\",\"k\":\"AA\"}}", "header"),
                argumentSet("jku", "{\"alg\":\"HS256\",\"jku\":\"https://evil.example/keys\"}", "header"),
                argumentSet("x5u", "{\"alg\":\"HS256\",\"x5u\":\"https://evil.example/cert\"}", "header"),
                argumentSet("x5c", "{\"alg\":\"HS256\",\"x5c\":[\"AA\"]}", "header"),
                argumentSet("b64", "{\"alg\":\"HS256\",\"b64\":false}", "header"),
                argumentSet("zip", "{\"alg\":\"HS256\",\"zip\":\"DEF\"}", "header"),
                argumentSet("kid a path", "{\"alg\":\"HS256\",\"kid\":\"../../../../dev/null\"}", "key"),
                argumentSet("kid SQL", "{\"alg\":\"HS256\",\"kid\":\"x' UNION SELECT 'a\"}", "key"),
                argumentSet("kid a command", "{\"alg\":\"HS256\",\"kid\":\"own|id\"}", "key"),
                argumentSet("kid with NUL", "{\"alg\":\"HS256\",\"kid\":\"own\\u0000\"}", "key"),
                argumentSet("kid empty", "{\"alg\":\"HS256\",\"kid\":\"\"}", "key"),
                argumentSet("kid null", "{\"alg\":\"HS256\",\"kid\":null}", "key"),
                argumentSet("kid a number", "{\"alg\":\"HS256\",\"kid\":1}", "key"),
                argumentSet("kid too long", "{\"alg\":\"HS256\",\"kid\":\"" + "k".repeat(129) + "\"}", "key"),
                argumentSet("kid unknown", "{\"alg\":\"HS256\",\"kid\":\"other\"}", "key"),
                argumentSet("kid of another algorithm's key", "{\"alg\":\"HS256\",\"kid\":\"idp-1\"}", "key"),
                argumentSet("a member twice", "{\"alg\":\"none\",\"alg\":\"HS256\"}", "malformed"),
                argumentSet("not an object", "[\"HS256\"]", "malformed"),
                argumentSet("text after the object", HEADER + "{}", "malformed"),
                argumentSet("not JSON", "alg=HS256", "malformed"));
    }

    @ParameterizedTest
    @MethodSource("headers")
    void a_header_is(String header, String word) {
        assertRefused(hs256(header, claims(",\"aud\":\"foldd\",\"iss\":\"home\""), SECRET), word);
    }

    static Stream<Arguments> texts() {
        String payload = claims(",\"aud\":\"foldd\",\"iss\":\"home\"");
        String body = part(HEADER) + "." + part(payload);
        String idp = claims(",\"iss\":\"idp\"");
        String rsaPem = pem(Attacked.RSA.getPublic());
        return Stream.of(
                argumentSet("in order", GOOD, ACCEPTED),
                argumentSet("of another issuer with his key", rsa("{\"alg\":\"RS256\"}", idp), ACCEPTED),
                argumentSet("HS256 with the public key as secret", hs256(HEADER, idp, rsaPem), "signature"),
                argumentSet("the same without its last line break", hs256(HEADER, idp, rsaPem.strip()), "signature"),
                argumentSet("HS256 with the public key, under its kid",
                        hs256("{\"alg\":\"HS256\",\"kid\":\"idp-1\"}", idp, rsaPem), "key"),
                argumentSet("RS256 with the shared secret", hs256("{\"alg\":\"RS256\"}", payload, SECRET), "signature"),
                argumentSet("another issuer's key for our issuer", rsa("{\"alg\":\"RS256\"}", payload), "issuer"),
                argumentSet("an ECDSA signature of zeros",
                        part("{\"alg\":\"ES256\"}") + "." + part(claims(",\"iss\":\"ec\"")) + "." + part(new byte[64]),
                                "signature"),
                argumentSet("signed with another secret", hs256(HEADER, payload, SECRET + "x"), "signature"),
                argumentSet("an empty signature", body + ".", "signature"),
                argumentSet("no signature", body, "malformed"),
                argumentSet("a shorter signature", GOOD.substring(0, GOOD.length() - 3), "signature"),
                argumentSet("a signature of another payload",
                        body + GOOD.substring(GOOD.lastIndexOf('.')), "signature"),
                argumentSet("nothing", "", "malformed"),
                argumentSet("a word", "token", "malformed"),
                argumentSet("two dots alone", "..", "malformed"),
                argumentSet("no header", "." + part(payload) + ".AA", "malformed"),
                argumentSet("no payload", signed(part(HEADER) + ".", SECRET), "malformed"),
                argumentSet("four parts", GOOD + ".AA", "malformed"),
                argumentSet("five parts, as of an encrypted token", GOOD + ".AA.AA", "malformed"),
                argumentSet("padding", signed(part(HEADER + " ") + "=." + part(payload), SECRET), "malformed"),
                argumentSet("padding behind the signature", GOOD + "=", "malformed"),
                argumentSet("a blank before", " " + GOOD, "malformed"),
                argumentSet("a line break behind", GOOD + "\n", "malformed"),
                argumentSet("a blank within", signed(part(HEADER) + ". " + part(payload), SECRET), "malformed"),
                argumentSet("characters of plain base64", signed(part(HEADER) + "." + part(payload) + "+/", SECRET),
                        "malformed"),
                argumentSet("bits that belong to no byte", withLastCharacterChanged(GOOD), "malformed"),
                argumentSet("such bits in a part of two", signed(part(HEADER) + "."
                        + withLastCharacterChanged(part(payload + " ".repeat(3 - (payload.length() + 2) % 3))), SECRET),
                        "malformed"),
                argumentSet("blanks behind the claims, to compare", signed(part(HEADER) + "."
                        + part(payload + " ".repeat(3 - (payload.length() + 2) % 3)), SECRET), ACCEPTED),
                argumentSet("one character too many", signed(part(HEADER) + "." + part(payload) + "A", SECRET),
                        "malformed"),
                argumentSet("letters beyond ASCII", GOOD.replace('e', '\u0435'), "malformed"),
                argumentSet("a payload that is not UTF-8", signed(part(HEADER) + "."
                        + part("{\"sub\":\"\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1)), SECRET), "malformed"),
                argumentSet("as long as can be", ofLength(8 * 1024), ACCEPTED),
                argumentSet("longer than 8 KiB", ofLength(8 * 1024 + 1), "too-long"),
                argumentSet("ten megabytes", "a".repeat(10 << 20), "too-long"));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void a_text_is(String token, String word) {
        assertRefused(token, word);
    }

    @ParameterizedTest
    @MethodSource("revoked")
    void a_revoked_token_is(Revocation.Kind kind, String value, String word) {
        Room own = new Room(data, Attacked.SETTINGS);
        own.bearers.prove(GOOD);

        own.revocations.revoke(kind, value);

        Attacked.assertRefused(own, GOOD, word);
    }

    static Stream<Arguments> revoked() {
        return Stream.of(
                argumentSet("by its name", Revocation.Kind.JTI, "t1", "revoked"),
                argumentSet("by its subject", Revocation.Kind.SUB, "u1", "revoked"),
                argumentSet("by its key", Revocation.Kind.KEY, "own", "revoked"),
                argumentSet("not by another name", Revocation.Kind.JTI, "t2", ACCEPTED),
                argumentSet("not by another subject", Revocation.Kind.SUB, "t1", ACCEPTED),
                argumentSet("not by another key", Revocation.Kind.KEY, "idp-1", ACCEPTED));
    }

    private void assertRefused(String token, String word) {
        room.refused.clear();
        Attacked.assertRefused(room, token, word);
    }

    /** Sets the lowest bit of the last character, which belongs to no byte unless the length is a multiple of four. */
    private static String withLastCharacterChanged(String token) {
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        int last = alphabet.indexOf(token.charAt(token.length() - 1));
        return token.substring(0, token.length() - 1) + alphabet.charAt(last + 1);
    }

    /** Padded with a list, which nobody reads. */
    private static String ofLength(int length) {
        int filler = 7 * length / 10;
        String token = "";
        while (token.length() < length) {
            token = hs256(HEADER,
                    claims(",\"aud\":\"foldd\",\"iss\":\"home\",\"x\":[\"" + "y".repeat(filler++) + "\"]"), SECRET);
        }
        return token.length() == length ? token : hs256("{\"alg\":\"HS256\" ,\"typ\":\"JWT\"}",
                claims(",\"aud\":\"foldd\",\"iss\":\"home\",\"x\":[\"" + "y".repeat(filler - 3) + "\"]"), SECRET);
    }

    private static String rsa(String header, String payload) {
        return signed(header, payload, "SHA256withRSA", Attacked.RSA.getPrivate());
    }

}
