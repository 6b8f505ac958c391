package dev.foldd.journey;

import static dev.foldd.testing.SocketClient.frame;
import static dev.foldd.testing.SocketClient.line;
import static dev.foldd.testing.SocketClient.signature;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.foldd.identity.NodeKey;
import dev.foldd.json.Json;
import dev.foldd.testing.DaemonProcess;
import dev.foldd.testing.OtherUser;
import dev.foldd.testing.OtherUser.Ran;
import dev.foldd.testing.SocketClient;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Applications of other users of the machine, each a process of its own, before a daemon that runs from its jar. */
@Timeout(180)
class SocketJourneyIT {

    private static final int GROUP = 61_500;
    private static final OtherUser MEMBER = new OtherUser(61_501, 61_511, List.of(GROUP));
    private static final OtherUser OUTSIDER = new OtherUser(61_502, 61_512, List.of());
    private static final Path RESOURCES = Path.of("src/test/resources/dev/foldd/socket").toAbsolutePath();
    private static final Path EXAMPLE = Path.of("docker", "example").toAbsolutePath();

    private static final NodeKey SCRIPT = key(7);
    private static final NodeKey STRANGER = key(9);
    private static final NodeKey GONE = key(11);
    static final String CARD = """
            {"name": "Card", "payment_config": {"base_multiplier": 1.0, "min_payment_threshold": 0}, "fields": {
              "title": {"field_type": "Single", "permission_policy": {"read_policy": "NoRequirement", "write_policy": {"Distance": 1}},
                "payment_config": {"base_multiplier": 1.0, "trust_distance_scaling": "None"}, "field_mappers": {}},
              "secret": {"field_type": "Single", "permission_policy": {"read_policy": {"Distance": 1}, "write_policy": {"Distance": 1}},
                "payment_config": {"base_multiplier": 1.0, "trust_distance_scaling": "None"}, "field_mappers": {}}}}
            """;
    private static final String TITLE = "{\"schema\":\"Card\",\"fields\":[\"title\"]}";
    private static final String SECRET = "{\"schema\":\"Card\",\"fields\":[\"secret\"]}";
    private static final String NAME = "{\"schema_name\":\"Card\"}";

    @TempDir
    private static Path directory;
    private static Optional<String> obstacle;
    private static DaemonProcess daemon;
    private static Path socket;
    private static NodeKey node;
    private static String nodeId;

    private static NodeKey key(int seed) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) seed);
        return NodeKey.ofSeed(bytes);
    }

    @BeforeAll
    static void start() throws Exception {
        obstacle = OtherUser.obstacle();
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
        publish(RESOURCES.resolve("ask.py"), "ask.py");
        publish(RESOURCES.resolve("client.py"), "client.py");
        Path schemas = Files.createDirectories(directory.resolve("schemas"));
        Files.writeString(schemas.resolve("Card.json"), CARD);
        Files.copy(EXAMPLE.resolve("schemas/Visits.json"), schemas.resolve("Visits.json"));
        Path apps = Files.createDirectories(directory.resolve("data/apps"));
        Files.writeString(apps.resolve("script.pub"), SCRIPT.publicKey().text());
        Files.writeString(apps.resolve("script.yaml"), "schemas: [Card]\n");
        Files.writeString(apps.resolve("gone.pub"), GONE.publicKey().text());
        socket = directory.resolve("run").resolve("app.sock");
        DaemonProcess.Launch launch = DaemonProcess.in(directory).unhurried().set("fold.schemas", schemas)
                .set("socket.path", socket).set("tcp.enabled", true).set("tcp.port", 0);
        daemon = (obstacle.isEmpty() ? launch.set("socket.group", GROUP) : launch).start();
        node = NodeKey.load(NodeKey.fileIn(daemon.data()));
        nodeId = node.nodeId();
        SocketPlacesJourneyIT.awaitNextSecond();
        try (SocketClient client = SocketClient.unix(socket)) {
            String card = "{\"schema\":\"Card\",\"mutation_type\":\"create\",\"data\":{\"title\":\"open\",\"secret\":\"closed\"}}";
            assertThat(client.askLine(line("1", "mutation", card, node, nodeId))).containsEntry("status", "success");
        }
    }

    @AfterAll
    static void stop() {
        daemon.close();
    }

    @Test
    void a_user_who_is_not_of_the_group_is_kept_out_by_the_system() throws Exception {
        assumeOtherUsers();
        Ran before = ask(OUTSIDER, line("1", "query", TITLE, SCRIPT, nodeId));
        Files.setPosixFilePermissions(socket.getParent(), PosixFilePermissions.fromString("rwxr-xr-x"));
        Ran atTheSocket = ask(OUTSIDER, line("1", "query", TITLE, SCRIPT, nodeId));
        Files.setPosixFilePermissions(socket.getParent(), PosixFilePermissions.fromString("rwxr-x---"));

        assertThat(before).isEqualTo(new Ran(3, "EACCES\n"));
        assertThat(atTheSocket).as("the socket's own rights keep him out too").isEqualTo(new Ran(3, "EACCES\n"));
    }

    @Test
    void a_member_of_the_group_without_a_signature_is_told_to_prove_himself() throws Exception {
        assumeOtherUsers();

        Map<String, Object> answer = answers(ask(MEMBER, line("1", "query", TITLE))).get(0);

        assertThat(answer).extractingByKey("error").asString().contains("code=AUTH_ERROR");
        assertThat(answer.get("data")).isNull();
    }

    @Test
    void a_key_that_nobody_knows_sees_what_is_public_and_writes_nothing() throws Exception {
        assumeOtherUsers();
        String write = "{\"schema\":\"Card\",\"mutation_type\":\"update\",\"data\":{\"title\":\"x\"}}";

        List<Map<String, Object>> answers = answers(ask(MEMBER, line("1", "query", TITLE, STRANGER, nodeId),
                line("2", "query", SECRET, STRANGER, nodeId), line("3", "mutation", write, STRANGER, nodeId),
                line("4", "history", "{\"schema\":\"Card\",\"field\":\"secret\"}", STRANGER, nodeId)));

        assertThat(answers.get(0)).extractingByKey("data").asString().contains("title=");
        assertThat(answers.get(1)).extractingByKey("error").isEqualTo(Map.of("code", "QUERY_ERROR", "message",
                "Invalid permission: Read access denied for field secret"));
        assertThat(answers.get(2)).extractingByKey("error").asString().contains("MUTATION_ERROR");
        assertThat(answers.get(3)).extractingByKey("error").asString().contains("QUERY_ERROR");
        assertThat(answers).extracting(answer -> answer.get("status")).containsExactly("success", "error", "error", "error");
    }

    @Test
    void an_enrolled_key_sees_its_fields_and_the_record_names_the_user() throws Exception {
        assumeOtherUsers();

        List<Map<String, Object>> answers = answers(ask(MEMBER, line("1", "query", SECRET, SCRIPT, nodeId)));

        assertThat(answers.get(0)).extractingByKey("data").asString()
                .contains("secret=");
        String place = "unix:uid=" + MEMBER.uid() + ",gid=" + MEMBER.gid() + ",pid=";
        await().untilAsserted(() -> assertThat(Files.readAllLines(daemon.data().resolve("audit/audit.log.00000001"),
                StandardCharsets.UTF_8)).anySatisfy(record -> assertThat(record)
                .contains(place, "\"key:script\"", "\"fold.query\"", "\"Card\"")));
    }

    @Test
    void a_script_of_another_user_does_all_that_the_protocol_has() throws Exception {
        assumeOtherUsers();
        String tcp = daemon.printed().stream().filter(said -> said.startsWith("listening tcp ")).findFirst().orElseThrow()
                .substring("listening tcp ".length());

        Ran ran = MEMBER.run(Map.of(), "", List.of(OtherUser.PYTHON.toString(), directory.resolve("client.py").toString(),
                socket.toString(), tcp, nodeId, "07".repeat(32), "09".repeat(32)));

        assertThat(ran.code()).as(ran.said()).isZero();
        assertThat(ran.said().lines()).hasSize(28).allMatch(said -> said.startsWith("ok "));
    }

    @Test
    void a_java_application_of_another_user_makes_its_key_is_enrolled_and_works() throws Exception {
        assumeOtherUsers();
        Path home = Files.createDirectory(directory.resolve("shop"), PosixFilePermissions.asFileAttribute(
                PosixFilePermissions.fromString("rwx------")));
        Files.setAttribute(home, "unix:uid", MEMBER.uid());
        List<String> command = javaApplication();
        Map<String, String> environment = Map.of("DATAFOLD_SOCKET", socket.toString(), "DATAFOLD_NODE_ID", nodeId,
                "DATAFOLD_KEY_FILE", home.resolve("app.key").toString());

        Ran made = MEMBER.run(environment, "", with(command, "key"));
        Ran unknown = MEMBER.run(environment, "", with(command, "count"));
        Files.writeString(daemon.data().resolve("apps/shop.pub"), made.said().strip());
        daemon.process().signal("HUP");

        assertThat(unknown.code()).as(unknown.said()).isEqualTo(1);
        await().untilAsserted(() -> assertThat(MEMBER.run(environment, "", with(command, "count")).said()).isEqualTo("visit 1\n"));
        assertThat(MEMBER.run(environment, "", with(command, "count")).said()).isEqualTo("visit 2\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("app.key")))).isEqualTo("rw-------");
    }

    @Test
    void an_application_that_is_taken_off_has_lost_its_rights_after_a_reload_on_open_connections_too() throws Exception {
        try (SocketClient client = SocketClient.unix(socket)) {
            assertThat(client.login(GONE, nodeId, "socket:" + socket)).containsEntry("status", "success");
            assertThat(client.askLine(line("1", "query", SECRET))).containsEntry("status", "success");

            Files.delete(daemon.data().resolve("apps/gone.pub"));
            daemon.process().signal("HUP");

            await().untilAsserted(() -> assertThat(client.askLine(line("2", "query", SECRET)).get("error")).isEqualTo(
                    Map.of("code", "QUERY_ERROR", "message", "Invalid permission: Read access denied for field secret")));
            assertThat(client.askLine(line("3", "query", SECRET, GONE, nodeId))).containsEntry("status", "error");
            assertThat(client.askLine(line("4", "query", TITLE))).containsEntry("status", "success");
        }
    }

    @Test
    void what_was_signed_for_one_operation_is_none_for_another_and_serves_once() throws Exception {
        String captured = signature(node, nodeId, "get_schema", NAME);
        try (SocketClient client = SocketClient.unix(socket)) {
            assertThat(client.askFrame("{\"operation\":\"block_schema\",\"params\":" + NAME + "," + captured + "}").toString())
                    .contains("Authentication required: the signature does not fit");
            assertThat(client.askFrame("{\"operation\":\"get_schema\",\"params\":{\"schema_name\":\"Visits\"}," + captured + "}")
                    .toString()).contains("Authentication required");
            assertThat(client.askFrame("{\"operation\":\"get_schema\",\"params\":" + NAME + "," + captured + "}").toString())
                    .contains("name=Card");
            assertThat(client.askFrame("{\"operation\":\"get_schema\",\"params\":" + NAME + "," + captured + "}").toString())
                    .contains("the nonce has been used");
            assertThat(client.askFrame(frame("get_schema_state", NAME, node, nodeId)))
                    .isEqualTo(Map.of("schema", "Card", "state", "approved"));
        }
    }

    private static void assumeOtherUsers() {
        assumeThat(obstacle).as("processes of other users").isEmpty();
    }

    private static Ran ask(OtherUser user, String... lines) throws Exception {
        return user.run(Map.of(), String.join("\n", lines) + "\n",
                List.of(OtherUser.PYTHON.toString(), directory.resolve("ask.py").toString(), socket.toString()));
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> answers(Ran ran) {
        assertThat(ran.code()).as(ran.said()).isZero();
        List<Map<String, Object>> answers = new ArrayList<>();
        ran.said().lines().forEach(said -> answers.add((Map<String, Object>) Json.parse(said)));
        return answers;
    }

    /** The packed client and what it needs, where everybody can read it. */
    private static List<String> javaApplication() throws IOException {
        List<String> jars = new ArrayList<>(List.of(publish(Path.of("target", "foldd-client.jar"), "client.jar")));
        for (Class<?> type : List.of(JsonFactory.class, ObjectMapper.class, JsonProperty.class)) {
            Path jar = Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath());
            jars.add(publish(jar, jar.getFileName().toString()));
        }
        return List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                String.join(File.pathSeparator, jars), publish(EXAMPLE.resolve("Visits.java"), "Visits.java"));
    }

    private static List<String> with(List<String> command, String word) {
        List<String> whole = new ArrayList<>(command);
        whole.add(word);
        return whole;
    }

    private static String publish(Path file, String name) throws IOException {
        Path copy = Files.copy(file, directory.resolve(name));
        Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rw-r--r--"));
        return copy.toString();
    }
}
