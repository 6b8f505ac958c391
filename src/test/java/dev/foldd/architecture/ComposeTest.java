package dev.foldd.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldd.config.load.ConfigLoader;
import dev.foldd.config.load.YamlText;
import dev.foldd.daemon.DaemonConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the compose file promises of its containers, it says. */
class ComposeTest {

    private static final Path DOCKER = Path.of("docker");
    private static Map<?, ?> compose;

    @BeforeAll
    static void read() throws Exception {
        compose = (Map<?, ?>) YamlText.read(Files.readString(DOCKER.resolve("compose.yaml")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"node", "application"})
    void a_container_may_do_as_little_as_it_can(String name) {
        Map<?, ?> service = service(name);

        assertThat(service.get("read_only")).isEqualTo(true);
        assertThat(service.get("cap_drop")).isEqualTo(List.of("ALL"));
        assertThat(service.get("security_opt")).isEqualTo(List.of("no-new-privileges:true"));
        assertThat(service.get("user").toString()).matches("1\\d{4}:1\\d{4}");
        assertThat(service.get("mem_limit").toString()).matches("\\d+m");
        assertThat(((Number) service.get("cpus")).doubleValue()).isBetween(0.1, 2.0);
        assertThat(service.get("pids_limit")).isNotNull();
        assertThat(service.get("networks")).isEqualTo(List.of("datafold_internal"));
        assertThat(service.keySet().stream().map(String::valueOf).toList())
                .doesNotContain("ports", "expose", "privileged", "cap_add", "network_mode", "pid", "ipc", "devices");
    }

    @Test
    void the_network_leads_nowhere() {
        Map<?, ?> network = (Map<?, ?>) ((Map<?, ?>) compose.get("networks")).get("datafold_internal");

        assertThat(network.get("internal")).isEqualTo(true);
    }

    @Test
    void the_application_has_the_directory_of_the_socket_to_read_and_its_own_keys_and_no_more() {
        assertThat(service("application").get("volumes")).isEqualTo(
                List.of("socket:/var/run/datafold:ro", "application-keys:/keys"));
        assertThat((List<?>) service("node").get("volumes")).asString().doesNotContain("application-keys");
        assertThat(service("node").get("user")).isNotEqualTo(service("application").get("user"));
        assertThat(service("node").get("group_add")).isEqualTo(service("application").get("group_add"));
    }

    @Test
    void the_images_make_the_directories_of_the_volumes_with_their_owners() throws Exception {
        String node = Files.readString(DOCKER.resolve("Dockerfile"));
        String application = Files.readString(DOCKER.resolve("example/Dockerfile"));

        assertThat(node).contains("chown 10001:10002 /var/run/datafold", "chown 10001:10001 /app/data", "USER 10001:10001");
        assertThat(application).contains("chown 10010:10010 /keys", "USER 10010:10010");
    }

    @Test
    void no_file_names_a_registry() throws Exception {
        for (String file : List.of("Dockerfile", "example/Dockerfile", "compose.yaml")) {
            assertThat(Files.readString(DOCKER.resolve(file))).doesNotContainPattern("(?m)(image:|_IMAGE=|FROM)\\s*\\S+\\.\\S+/");
        }
    }

    @Test
    void the_nodes_settings_are_settings() {
        DaemonConfig config = DaemonConfig.read(new ConfigLoader(Map.of(), DaemonConfig::read)
                .load(Optional.of(DOCKER.resolve("node.yaml")), List.of()).section());

        assertThat(config.socket().pathIn(config.dataDir())).isEqualTo(Path.of("/var/run/datafold/datafold.sock"));
        assertThat(config.socket().group()).contains("10002");
        assertThat(service("application").get("environment").toString()).contains("/var/run/datafold/datafold.sock");
    }

    private static Map<?, ?> service(String name) {
        return (Map<?, ?>) ((Map<?, ?>) compose.get("services")).get(name);
    }
}
