package dev.foldd.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldd.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What goes over the wire: each case of {@code dialects.golden} is sent to a real door whose data feature echoes
 * the arguments. {@code -Dgolden=write} writes the file anew from what is answered.
 */
class RpcDialectTest {

    private static final String FILE = "dialects.golden";
    private static final String ARROW = "\n----------\n";
    private static RpcHarness harness;

    @BeforeAll
    static void open() {
        harness = new RpcHarness();
    }

    @AfterAll
    static void close() {
        harness.close();
    }

    static Stream<Arguments> cases() throws IOException {
        return read().stream().map(one -> Arguments.argumentSet(one[0], one[1], one[2]));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void is_answered(String request, String expected) {
        RpcClient client = harness.connect("user:u1");

        String reply = client.ask(request);

        assertThat(Json.parse(reply)).as(reply).isEqualTo(Json.parse(expected));
        assertThat(reply).startsWith(expected.substring(0, expected.indexOf(':')));
        assertThat(client.ask("{\"id\":\"after\",\"method\":\"auth.whoami\"}"))
                .startsWith("{\"id\":\"after\",\"result\"");
    }

    /** Cases are parted by lines of {@code ====== name}. */
    private static List<String[]> read() throws IOException {
        String text;
        try (InputStream in = RpcDialectTest.class.getResourceAsStream(FILE)) {
            text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        List<String[]> cases = new ArrayList<>();
        for (String part : text.split("(?m)^====== ")) {
            if (!part.isBlank()) {
                String name = part.substring(0, part.indexOf('\n'));
                String body = part.substring(part.indexOf('\n') + 1).stripTrailing();
                int arrow = body.indexOf(ARROW);
                cases.add(new String[] {name, body.substring(0, arrow), body.substring(arrow + ARROW.length())});
            }
        }
        if ("write".equals(System.getProperty("golden"))) {
            write(cases);
        }
        return cases;
    }

    private static void write(List<String[]> cases) throws IOException {
        StringBuilder text = new StringBuilder();
        try (RpcHarness answering = new RpcHarness()) {
            for (String[] one : cases) {
                one[2] = answering.connect("user:u1").ask(one[1]);
                text.append("====== ").append(one[0]).append('\n').append(one[1]).append(ARROW).append(one[2])
                        .append("\n\n");
            }
        }
        Files.writeString(Path.of("src/test/resources/dev/foldd/rpc", FILE), text);
    }
}
