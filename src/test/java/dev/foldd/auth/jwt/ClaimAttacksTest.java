package dev.foldd.auth.jwt;

import static dev.foldd.auth.jwt.Attacked.ACCEPTED;
import static dev.foldd.auth.jwt.Attacked.HEADER;
import static dev.foldd.auth.jwt.Forge.SECRET;
import static dev.foldd.auth.jwt.Forge.hs256;
import static dev.foldd.auth.jwt.Forge.signed;
import static dev.foldd.auth.jwt.Room.claims;
import static dev.foldd.auth.jwt.Room.seconds;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Well signed tokens whose claims are not in order, of this time or for this place, among some that are. */
class ClaimAttacksTest {

    @TempDir
    private static Path data;

    private static Room room;

    @BeforeAll
    static void open() {
        room = new Room(data, Attacked.SETTINGS);
    }

    static Stream<Arguments> payloads() {
        String home = ",\"aud\":\"foldd\",\"iss\":\"home\"";
        return Stream.of(
                argumentSet("in order", claims(home), ACCEPTED),
                argumentSet("one of several audiences", claims(",\"aud\":[\"x\",\"foldd\"],\"iss\":\"home\""),
                        ACCEPTED),
                argumentSet("a moment with a fraction", claims(home + ",\"nbf\":" + seconds(Duration.ZERO) + ".5"),
                        ACCEPTED),
                argumentSet("another issuer", claims(",\"aud\":\"foldd\",\"iss\":\"away\""), "issuer"),
                argumentSet("an issuer of another key", claims(",\"aud\":\"foldd\",\"iss\":\"idp\""), "issuer"),
                argumentSet("no issuer", claims(",\"aud\":\"foldd\""), "issuer"),
                argumentSet("another audience", claims(",\"aud\":\"bank\",\"iss\":\"home\""), "audience"),
                argumentSet("a longer audience", claims(",\"aud\":\"foldd2\",\"iss\":\"home\""), "audience"),
                argumentSet("no audience", claims(",\"iss\":\"home\""), "audience"),
                argumentSet("an audience of numbers", claims(",\"aud\":[1],\"iss\":\"home\""), "audience"),
                argumentSet("expired", expiring(seconds(Duration.ofSeconds(-1)) + ""), "expired"),
                argumentSet("expires now", expiring(seconds(Duration.ZERO) + ""), "expired"),
                argumentSet("no exp", "{\"sub\":\"u1\"" + home + "}", "claims"),
                argumentSet("exp null", expiring("null"), "claims"),
                argumentSet("exp a text", expiring("\"" + seconds(Duration.ofHours(1)) + "\""), "claims"),
                argumentSet("exp 1e300", expiring("1e300"), "claims"),
                argumentSet("exp negative", expiring("-1"), "claims"),
                argumentSet("exp beyond a long", expiring("99999999999999999999999999"), "claims"),
                argumentSet("exp in milliseconds", expiring(seconds(Duration.ofHours(1)) + "000"), "claims"),
                argumentSet("exp true", expiring("true"), "claims"),
                argumentSet("lives too long", expiring(seconds(Duration.ofDays(367)) + ""), "lifetime"),
                argumentSet("not yet valid", claims(home + ",\"nbf\":" + seconds(Duration.ofSeconds(11))), "early"),
                argumentSet("valid within leeway", claims(home + ",\"nbf\":" + seconds(Duration.ofSeconds(10))),
                        ACCEPTED),
                argumentSet("nbf a text", claims(home + ",\"nbf\":\"0\""), "claims"),
                argumentSet("issued in the future", issued(seconds(Duration.ofSeconds(11))), "early"),
                argumentSet("issued long ago", issued(0), "lifetime"),
                argumentSet("no subject", "{\"exp\":" + seconds(Duration.ofHours(1)) + home + "}", "claims"),
                argumentSet("an empty subject", subject("\"\""), "claims"),
                argumentSet("a subject of 255", subject("\"" + "s".repeat(255) + "\""), ACCEPTED),
                argumentSet("a subject of 256", subject("\"" + "s".repeat(256) + "\""), "claims"),
                argumentSet("a subject that is a number", subject("1"), "claims"),
                argumentSet("a subject with a line break", subject("\"u1\\nadmin\""), "claims"),
                argumentSet("a subject with half a pair", subject("\"u\\ud800\""), "claims"),
                argumentSet("the subject of an application", subject("\"key:backup\""), "claims"),
                argumentSet("roles a text", claims(home + ",\"roles\":\"god\""), "claims"),
                argumentSet("role a list", "{\"sub\":\"u1\",\"role\":[\"god\"],\"exp\":"
                        + seconds(Duration.ofHours(1)) + home + "}", "claims"),
                argumentSet("roles with a number", claims(home + ",\"roles\":[1]"), "claims"),
                argumentSet("too many roles", claims(home + ",\"roles\":" + "[\"r\"" + ",\"r\"".repeat(32) + "]"),
                        "claims"),
                argumentSet("tenant a number", claims(home + ",\"tenantId\":1"), "claims"),
                argumentSet("jti a number", claims(home + ",\"jti\":1"), "claims"),
                argumentSet("a claim too long", claims(home + ",\"x\":\"" + "y".repeat(1025) + "\""), "claims"),
                argumentSet("too many claims", claims(home + manyClaims(65)), "claims"),
                argumentSet("a claim twice", claims(home + ",\"role\":\"god\""), "malformed"),
                argumentSet("nested too deep", claims(home + ",\"x\":" + "[".repeat(70) + "]".repeat(70)), "malformed"),
                argumentSet("not an object", "\"u1\"", "malformed"));
    }

    @ParameterizedTest
    @MethodSource("payloads")
    void a_payload_is(String payload, String word) {
        room.refused.clear();
        Attacked.assertRefused(room, hs256(HEADER, payload, SECRET), word);
    }

    private static String expiring(String exp) {
        return "{\"sub\":\"u1\",\"aud\":\"foldd\",\"iss\":\"home\",\"exp\":" + exp + "}";
    }

    private static String issued(long iat) {
        return "{\"sub\":\"u1\",\"aud\":\"foldd\",\"iss\":\"home\",\"iat\":" + iat + ",\"exp\":"
                + seconds(Duration.ofHours(1)) + "}";
    }

    private static String subject(String json) {
        return "{\"sub\":" + json + ",\"aud\":\"foldd\",\"iss\":\"home\",\"exp\":" + seconds(Duration.ofHours(1)) + "}";
    }

    private static String manyClaims(int number) {
        StringBuilder claims = new StringBuilder();
        for (int i = 0; i < number; i++) {
            claims.append(",\"c").append(i).append("\":").append(i);
        }
        return claims.toString();
    }
}
