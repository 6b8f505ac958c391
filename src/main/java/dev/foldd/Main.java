package dev.foldd;

import dev.foldd.cli.CallCommand;
import dev.foldd.cli.Cli;
import dev.foldd.cli.HealthCommand;
import dev.foldd.cli.KeygenCommand;
import dev.foldd.cli.QuickCommand;
import dev.foldd.cli.TokenCommand;
import dev.foldd.cli.audit.AuditCommand;
import dev.foldd.cli.bench.BenchCommand;
import dev.foldd.cli.part.ExitCode;
import dev.foldd.cli.policy.PolicyCommand;
import dev.foldd.cli.run.DaemonStarter;
import dev.foldd.cli.run.QuickRun;
import dev.foldd.cli.run.RunCommand;
import dev.foldd.cli.run.RunDaemon;
import dev.foldd.cli.schema.SchemaCommand;
import dev.foldd.cli.schema.SchemaSession;
import dev.foldd.cli.secret.SecretCommand;
import dev.foldd.cli.secret.StandardInput;
import dev.foldd.cli.settings.ConfigCommand;
import dev.foldd.cli.trust.TrustCommand;
import dev.foldd.config.load.ConfigLoader;
import dev.foldd.daemon.DaemonConfig;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Arguments to command, exit code. */
public final class Main {

    private Main() {
    }

    public static void main(String[] arguments) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        ConfigLoader loader = new ConfigLoader(System.getenv(), DaemonConfig::read);
        DaemonStarter starter = new RunDaemon(System.out);
        Map<String, QuickCommand> quick = Map.of("run", new QuickRun(loader, starter));
        boolean debug = !System.getenv().getOrDefault("FOLDD_DEBUG", "").isEmpty();
        int code = ExitCode.FAILED;
        try {
            code = new Cli(commands(loader, starter), quick, out, err, debug).execute(arguments);
        } catch (Error defect) {
            // A process that can do nothing any more must not seem to live, whatever threads are still there.
            err.println("foldd: " + defect);
        }
        System.exit(code);
    }

    /** Every command by its name, in the order of the help page. Each is made only when it is asked for. */
    public static Map<String, Supplier<Object>> commands(ConfigLoader loader, DaemonStarter starter) {
        Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put("run", () -> new RunCommand(loader, starter));
        commands.put("config", () -> ConfigCommand.with(loader));
        commands.put("keygen", () -> new KeygenCommand(loader));
        commands.put("token", () -> new TokenCommand(loader, Clock.systemUTC(), new SecureRandom()));
        commands.put("call", () -> new CallCommand(System.getenv()));
        commands.put("bench", () -> new BenchCommand(Clock.systemUTC(), System::nanoTime));
        commands.put("health", HealthCommand::new);
        commands.put("schema", () -> new SchemaCommand(loader, SchemaSession::open));
        commands.put("audit", () -> AuditCommand.with(loader));
        commands.put("policy", () -> PolicyCommand.with(loader));
        commands.put("trust", () -> TrustCommand.with(loader, Clock.systemUTC()));
        commands.put("secret", () -> SecretCommand.with(loader, new SecureRandom(), new StandardInput(System.in)));
        return commands;
    }
}
