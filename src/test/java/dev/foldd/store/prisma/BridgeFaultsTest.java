package dev.foldd.store.prisma;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.fault.Fault;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class BridgeFaultsTest {

    private static final String INVOCATION = "Invalid `prisma.$queryRawUnsafe()` invocation:\\n\\n\\nRaw query failed. ";

    static Stream<Arguments> refusals() {
        return Stream.of(
                argumentSet("Prisma's own code", "{\"code\":\"P2002\"}", Fault.Code.CONFLICT),
                argumentSet("Prisma's own code, deeper", "{\"error\": {\"name\":\"x\",\"code\" : \"P2003\"}}", Fault.Code.CONFLICT),
                argumentSet("the database's code beside Prisma's", "{\"code\":\"P2010\",\"meta\":{\"code\":\"23505\"}}",
                        Fault.Code.CONFLICT),
                argumentSet("a code that is a number", "{\"meta\":{\"code\":2067}}", Fault.Code.CONFLICT),
                argumentSet("SQLite's key, in a sentence", error("1555"), Fault.Code.CONFLICT),
                argumentSet("SQLite's unique value", error("2067"), Fault.Code.CONFLICT),
                argumentSet("SQLite's reference", error("787"), Fault.Code.CONFLICT),
                argumentSet("SQLite's missing value", error("1299"), Fault.Code.INVALID),
                argumentSet("SQLite's check", error("275"), Fault.Code.INVALID),
                argumentSet("SQLite's full disk", error("13"), Fault.Code.STORAGE_FULL),
                argumentSet("PostgreSQL's key", error("23505"), Fault.Code.CONFLICT),
                argumentSet("PostgreSQL's reference", error("23503"), Fault.Code.CONFLICT),
                argumentSet("PostgreSQL's missing value", error("23502"), Fault.Code.INVALID),
                argumentSet("PostgreSQL's long value", error("22001"), Fault.Code.INVALID),
                argumentSet("PostgreSQL's character that there is not", error("22021"), Fault.Code.INVALID),
                argumentSet("PostgreSQL's deadlock", error("40P01"), Fault.Code.UNAVAILABLE),
                argumentSet("PostgreSQL's full disk", error("53100"), Fault.Code.STORAGE_FULL),
                argumentSet("a code that is not on the list", error("42601"), Fault.Code.UNAVAILABLE),
                argumentSet("a longer code", error("206777"), Fault.Code.UNAVAILABLE),
                argumentSet("a number elsewhere", "{\"error\":\"2067 rows\"}", Fault.Code.UNAVAILABLE),
                argumentSet("a value that looks like a code", "{\"error\":\"near \\\"code\\\":\\\"P2002\\\"\"}",
                        Fault.Code.UNAVAILABLE),
                argumentSet("nothing", "", Fault.Code.UNAVAILABLE),
                argumentSet("a page", "<html>502</html>", Fault.Code.UNAVAILABLE));
    }

    private static String error(String code) {
        return "{\"error\":\"" + INVOCATION + "Code: `" + code + "`. Message: `it holds a secret`\"}";
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void a_refusal_is_read_for_its_code_alone(String body, Fault.Code expected) {
        Fault fault = BridgeFaults.of(body);

        assertThat(fault.code()).isEqualTo(expected);
        assertThat(fault.toString()).doesNotContain("secret");
    }
}
