package dev.foldd.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher script, with a Java and a Maven that only write down how they were called. */
class LauncherIT {

    private static final String JAVA = """
            #!/bin/sh
            for word in "$@"; do case $word in -XX:ArchiveClassesAtExit=*)
                echo "archive $DATABASE_URL" > "${word#*=}"; echo ready; exec sleep 60 ;; esac; done
            printf '%s\\n' "$@"
            """;
    private static final String MAVEN = """
            #!/bin/sh
            echo "$@" >> builds
            sleep 1
            mkdir -p target
            echo jar > target/foldd.jar
            """;

    @TempDir
    private Path directory;
    private Path home;
    private Path java;

    /** What a start has printed, and its exit code. */
    private record Ended(int code, String out, String err) {
        List<String> words() {
            return out.lines().toList();
        }
    }

    @BeforeEach
    void install() throws IOException {
        home = directory.resolve("a place with blanks");
        java = directory.resolve("jdk");
        Files.createDirectories(home.resolve("bin"));
        executable(home.resolve("bin/foldd"), Files.readString(Path.of("bin/foldd")));
        jdk("17.0.9");
    }

    @Test
    void an_installed_jar_is_run_with_a_large_jvm_for_the_daemon_and_a_small_one_for_questions() throws Exception {
        withoutSources();

        Ended run = start("run", "--config", "my file.yaml");
        Ended health = start("health", "--ready");

        Path jar = home.toRealPath().resolve("lib/foldd.jar");
        assertThat(run.words()).contains("-Xmx128m").doesNotContain("-XX:TieredStopAtLevel=1")
                .endsWith("-jar", jar.toString(), "run", "--config", "my file.yaml");
        assertThat(health.words()).contains("-Xmx64m", "-XX:TieredStopAtLevel=1")
                .endsWith("-jar", jar.toString(), "health", "--ready");
    }

    @Test
    void the_archive_is_made_once_for_each_java_and_then_used() throws Exception {
        withoutSources();

        Ended first = start("run");
        Ended second = start("run");
        jdk("25.0.1");
        Ended other = start("run");

        assertThat(first.err).contains("preparing quick starts on Java 17.0.9");
        assertThat(second.err).isEmpty();
        assertThat(second.out).contains("-XX:SharedArchiveFile=").contains("foldd-17.0.9-");
        assertThat(other.err).contains("preparing quick starts on Java 25.0.1");
        assertThat(other.out).contains("foldd-25.0.1-").contains("--sun-misc-unsafe-memory-access=allow");
    }

    @Test
    void the_daemon_that_lives_for_the_archive_sees_nothing_of_the_callers_environment() throws Exception {
        withoutSources();

        start(Map.of("DATABASE_URL", "sqlite:/precious.db"), home, "bin/foldd", "run");

        try (Stream<Path> files = Files.list(home.resolve("lib"))) {
            Path archive = files.filter(file -> file.toString().endsWith(".jsa")).findFirst().orElseThrow();
            assertThat(archive).content().isEqualToIgnoringWhitespace("archive");
        }
    }

    @Test
    void options_of_whoever_starts_it_come_after_ours() throws Exception {
        withoutSources();

        Ended run = start(Map.of("FOLDD_JAVA_OPTS", "-Xmx1g -Da=b", "JAVA_OPTS", "-Xmx2g"), home, "bin/foldd", "run");

        assertThat(run.words()).containsSubsequence("-Xmx128m", "-Xmx2g", "-Xmx1g", "-Da=b", "-jar");
    }

    @Test
    void it_works_through_a_link_from_another_directory() throws Exception {
        withoutSources();
        Path link = Files.createSymbolicLink(directory.resolve("foldd"), home.resolve("bin/foldd"));

        Ended run = start(Map.of(), Files.createDirectory(directory.resolve("elsewhere")), link.toString(), "run");

        assertThat(run.out).contains(home.toRealPath().resolve("lib/foldd.jar").toString());
    }

    @Test
    void an_old_or_missing_java_is_told_in_a_sentence() throws Exception {
        withoutSources();
        jdk("11.0.2");
        Ended old = start("run");
        Ended missing = start(Map.of("JAVA_HOME", directory.resolve("nowhere").toString()), home, "bin/foldd", "run");

        assertThat(old.code).isEqualTo(1);
        assertThat(old.err).contains("needs Java 17 or newer").contains("is Java 11.0.2");
        assertThat(missing.err).contains("there is no bin/java in it");
    }

    @Test
    void the_jar_is_built_when_it_is_missing_or_older_than_the_sources_and_only_then() throws Exception {
        withSources();

        Ended first = start("config");
        start("config");
        assertThat(builds()).containsExactly("-q -B -DskipTests package");
        assertThat(first.out).contains("target/launch/foldd.jar");

        touch("src/main/A.java", "class A { }");
        start("config");
        assertThat(builds()).hasSize(2);
    }

    @Test
    void what_was_only_touched_or_is_not_part_of_the_jar_builds_nothing() throws Exception {
        withSources();
        start("config");
        FileTime built = Files.getLastModifiedTime(home.resolve("target/launch/foldd.jar"));

        touch("src/main/A.java", "");
        touch("conf/foldd.yaml", "server: {port: 1}");
        touch("conf/acl_rules.yaml", "rules: []");

        assertThat(start("config").err).isEmpty();
        assertThat(builds()).hasSize(1);
        assertThat(Files.getLastModifiedTime(home.resolve("target/launch/foldd.jar"))).isEqualTo(built);
        touch("conf/acl_rules.yaml", "rules: [{}]");
        start("config");
        assertThat(builds()).hasSize(2);
    }

    @Test
    void a_lock_that_nobody_has_signed_holds_nobody_up_for_long() throws Exception {
        withSources();
        Files.createFile(Files.createDirectories(home.resolve("target/launch/lock")).resolve("pid"));

        assertThat(start("config").code).isZero();
        assertThat(builds()).hasSize(1);
        assertThat(home.resolve("target/launch/lock")).doesNotExist();
    }

    @Test
    void maven_is_told_to_print_no_colours_where_there_is_no_terminal() throws Exception {
        Path path = Files.createDirectory(directory.resolve("path"));
        executable(path.resolve("mvn"), "#!/bin/sh\n[ \"$1\" = -v ] && echo 'Apache Maven 3.9.9' || echo \"$@\"\n");
        executable(home.resolve("mvnw"), Files.readString(Path.of("mvnw")));

        Ended built = start(Map.of("PATH", path + ":" + System.getenv("PATH")), home, "./mvnw", "-q", "package");

        assertThat(built.out.strip()).isEqualTo("-Dstyle.color=never -q package");
    }

    @Test
    void two_first_starts_at_once_build_once() throws Exception {
        withSources();
        List<Process> starts = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            starts.add(process(Map.of(), home, "bin/foldd", "config"));
        }

        for (Process each : starts) {
            assertThat(ended(each).code).isZero();
        }
        assertThat(builds()).hasSize(1);
        assertThat(home.resolve("target/launch/lock")).doesNotExist();
    }

    @Test
    void the_lock_of_a_build_that_was_killed_holds_nobody_up() throws Exception {
        withSources();
        Path lock = Files.createDirectories(home.resolve("target/launch/lock"));
        Process gone = new ProcessBuilder("true").start();
        gone.waitFor();
        Files.writeString(lock.resolve("pid"), Long.toString(gone.pid()));

        assertThat(start("config").code).isZero();
        assertThat(builds()).hasSize(1);
    }

    @Test
    void a_build_that_fails_ends_the_start() throws Exception {
        withSources();
        executable(home.resolve("mvnw"), "#!/bin/sh\nprintf '\\033[1mno compiler\\033[0m'\nexit 1\n");

        Ended run = start("run");

        assertThat(run.code).isEqualTo(1);
        assertThat(run.err).contains("no compiler", "foldd: the build failed").doesNotContain("\033");
        assertThat(home.resolve("target/launch/lock")).doesNotExist();
    }

    private void withoutSources() throws IOException {
        Files.createDirectories(home.resolve("lib"));
        Files.writeString(home.resolve("lib/foldd.jar"), "jar");
    }

    private void withSources() throws IOException {
        Files.createDirectories(home.resolve("src/main"));
        Files.createDirectories(home.resolve("conf"));
        for (String file : List.of("src/main/A.java", "conf/foldd.yaml", "conf/acl_rules.yaml", "pom.xml")) {
            Files.writeString(home.resolve(file), file.endsWith("rules.yaml") ? "rules: []" : "");
            Files.setLastModifiedTime(home.resolve(file), FileTime.from(Instant.now().minusSeconds(60)));
        }
        executable(home.resolve("mvnw"), MAVEN);
    }

    private void touch(String file, String content) throws IOException {
        Files.writeString(home.resolve(file), content);
        Files.setLastModifiedTime(home.resolve(file), FileTime.from(Instant.now().plusSeconds(5)));
    }

    private void jdk(String version) throws IOException {
        Files.createDirectories(java.resolve("bin"));
        executable(java.resolve("bin/java"), JAVA);
        Files.writeString(java.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
    }

    private List<String> builds() throws IOException {
        return Files.readAllLines(home.resolve("builds"));
    }

    private Ended start(String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of("bin/foldd"));
        command.addAll(List.of(words));
        return start(Map.of(), home, command.toArray(String[]::new));
    }

    private Ended start(Map<String, String> environment, Path from, String... command) throws Exception {
        return ended(process(environment, from, command));
    }

    private Process process(Map<String, String> environment, Path from, String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).directory(from.toFile());
        builder.environment().keySet().removeAll(List.of("JAVA_OPTS", "FOLDD_JAVA_OPTS"));
        builder.environment().put("JAVA_HOME", java.toString());
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static Ended ended(Process process) throws Exception {
        try (InputStream out = process.getInputStream(); InputStream err = process.getErrorStream()) {
            String printed = new String(out.readAllBytes(), StandardCharsets.UTF_8);
            String complained = new String(err.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return new Ended(process.exitValue(), printed, complained);
        }
    }

    private static void executable(Path file, String text) throws IOException {
        Files.writeString(file, text);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }
}
