package dev.foldd.cli.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldd.cli.CommandRun;
import dev.foldd.cli.schema.SchemaWork.Change;
import dev.foldd.cli.schema.SchemaWork.Plan;
import dev.foldd.config.load.ConfigLoader;
import dev.foldd.daemon.DaemonConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SchemaCommandTest {

    private static final Plan PLAN = new Plan(List.of("a.yaml: entity A is skipped: because"),
            List.of(new Change("create table A", "CREATE TABLE \"A\" (\n  \"id\" TEXT\n)")),
            List.of("B.x is in no file"));
    private static final Plan NOTHING = new Plan(List.of(), List.of(), List.of());

    private String out = "";
    private DaemonConfig opened;
    private int applied;
    private int closed;

    @Test
    void diff_tells_what_would_be_done_and_does_nothing() {
        int code = execute(PLAN, "diff", "--set", "database.entities=x", "--data", "d");

        assertThat(code).isZero();
        assertThat(out.lines()).containsExactly("warning: a.yaml: entity A is skipped: because",
                "would create table A", "    CREATE TABLE \"A\" (", "      \"id\" TEXT", "    )",
                "left alone: B.x is in no file", "1 to be made");
        assertThat(opened.database().entities()).isEqualTo("x");
        assertThat(opened.dataDir()).isEqualTo(Path.of("d"));
        assertThat(applied).isZero();
        assertThat(closed).isEqualTo(1);
    }

    @Test
    void apply_tells_what_was_done() {
        assertThat(execute(PLAN, "apply")).isZero();
        assertThat(out).contains("create table A").contains("1 made");
        assertThat(applied).isEqualTo(1);
        assertThat(closed).isEqualTo(1);
    }

    @Test
    void a_script_can_ask_whether_something_is_missing() {
        assertThat(execute(PLAN, "diff", "--check")).isEqualTo(1);
        assertThat(execute(NOTHING, "diff", "--check")).isZero();
        assertThat(out).endsWith("the database has everything that the entities need"
                + System.lineSeparator());
    }

    @Test
    void json_is_one_object() {
        execute(PLAN, "diff", "--json");

        assertThat(out.strip()).startsWith("{\"warnings\":[\"a.yaml: entity A is skipped: "
                + "because\"],\"changes\":[{")
                .contains("\"summary\":\"create table A\"").endsWith("\"drift\":[\"B.x is in no file\"]}");
    }

    @Test
    void a_missing_verb_is_a_wrong_command_line_and_a_wrong_setting_a_wrong_configuration() {
        assertThat(execute(PLAN)).isEqualTo(2);
        assertThat(execute(PLAN, "diff", "--set", "server.prot=1")).isEqualTo(78);
        assertThat(closed).isZero();
    }

    private int execute(Plan plan, String... arguments) {
        CommandRun command = new CommandRun("schema", () -> new SchemaCommand(
                new ConfigLoader(Map.of(), DaemonConfig::read), config -> work(config, plan)));
        int code = command.execute(arguments);
        out = command.out.toString();
        return code;
    }

    private SchemaWork work(DaemonConfig config, Plan plan) {
        opened = config;
        return new SchemaWork() {
            @Override
            public Plan diff() {
                return plan;
            }

            @Override
            public Plan apply() {
                applied++;
                return plan;
            }

            @Override
            public void close() {
                closed++;
            }
        };
    }
}
