package dev.foldd.daemon;

import dev.foldd.audit.AuditConfig;
import dev.foldd.auth.SessionsConfig;
import dev.foldd.auth.jwt.JwtConfig;
import dev.foldd.auth.sign.SignedConfig;
import dev.foldd.auth.trust.TrustConfig;
import dev.foldd.config.Section;
import dev.foldd.config.secret.Secrets;
import dev.foldd.config.secret.SecretsConfig;
import dev.foldd.daemon.files.ReloadConfig;
import dev.foldd.data.DataConfig;
import dev.foldd.data.acl.AclConfig;
import dev.foldd.data.cache.CacheConfig;
import dev.foldd.data.entity.file.EntityFileLimits;
import dev.foldd.fold.FoldConfig;
import dev.foldd.http.AdminConfig;
import dev.foldd.http.HttpConfig;
import dev.foldd.limit.RateLimitConfig;
import dev.foldd.ops.log.LoggingConfig;
import dev.foldd.rpc.RpcConfig;
import dev.foldd.socket.settings.SocketConfig;
import dev.foldd.socket.settings.TcpConfig;
import dev.foldd.store.DatabaseConfig;
import dev.foldd.store.DatabaseConfig.Adapter;
import dev.foldd.store.prisma.BridgeConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Every setting of the daemon, each section read by the feature it belongs to.
 *
 * @param autoApply whether missing tables, columns and indexes are made at start
 * @param sandbox what {@code security.sandbox} demands
 * @param secrets fetches and opens the secrets of all sections
 * @param eventLoops how many event loops there are; each has an instance of every hot verticle
 */
public record DaemonConfig(Path dataDir, RpcConfig rpc, HttpConfig http, AdminConfig admin, SocketConfig socket,
                           TcpConfig tcp, DatabaseConfig database, boolean autoApply, Sandbox sandbox, Secrets secrets,
                           JwtConfig jwt, Optional<SessionsConfig> sessions, SignedConfig signatures,
                           RateLimitConfig rateLimit, AclConfig acl, AuditConfig audit, DataConfig data, CacheConfig cache,
                           EntityFileLimits entityFiles, FoldConfig fold, TrustConfig trust, ReloadConfig reload,
                           LoggingConfig logging, int eventLoops) {

    /** How much of its surroundings the daemon refuses to run in. */
    public enum Sandbox { NONE, STRICT }

    /** The sections in the order of {@code conf/foldd.yaml}, which is also the one in which {@code config print} shows them. */
    public static DaemonConfig read(Section root) {
        Path dataDir = Path.of(root.text("data_dir", "data"));
        RpcConfig rpc = RpcConfig.read(root.section("server"));
        HttpConfig http = HttpConfig.read(root.section("http"));
        AdminConfig admin = AdminConfig.read(root.section("admin"));
        SocketConfig socket = SocketConfig.read(root.section("socket"));
        TcpConfig tcp = TcpConfig.read(root.section("tcp"));
        Section database = root.section("database");
        DatabaseConfig databaseConfig = DatabaseConfig.read(database);
        boolean autoApply = database.flag("auto_apply", true);
        EntityFileLimits entityFiles = EntityFileLimits.read(database.section("limits"));
        Section security = root.section("security");
        Sandbox sandbox = security.choice("sandbox", Sandbox.NONE);
        Secrets secrets = new Secrets(SecretsConfig.read(security.section("secrets")), dataDir);
        JwtConfig jwt = JwtConfig.read(security.section("jwt"));
        Optional<SessionsConfig> sessions = SessionsConfig.read(security.section("sessions"));
        SignedConfig signatures = SignedConfig.read(security.section("signatures"));
        RateLimitConfig rateLimit = RateLimitConfig.read(security.section("rate_limit"));
        AclConfig acl = AclConfig.read(security.section("acl"));
        AuditConfig audit = AuditConfig.read(security);
        Section performance = root.section("performance");
        DataConfig data = DataConfig.read(performance);
        CacheConfig cache = CacheConfig.read(performance);
        int eventLoops = performance.integer("event_loops", Runtime.getRuntime().availableProcessors(), 1, 256);
        FoldConfig fold = FoldConfig.read(root.section("fold"));
        TrustConfig trust = TrustConfig.read(root.section("trust"));
        ReloadConfig reload = ReloadConfig.read(root.section("reload"));
        return new DaemonConfig(dataDir, rpc, http, admin, socket, tcp, databaseConfig, autoApply, sandbox, secrets, jwt,
                sessions, signatures, rateLimit, acl, audit, data, cache, entityFiles, fold, trust, reload,
                LoggingConfig.read(root.section("logging")), eventLoops);
    }

    /** Whether every door can be reached from this machine alone. */
    public boolean isLoopbackOnly() {
        return rpc.isLoopbackOnly() && http.door().isLoopbackOnly() && admin.door().isLoopbackOnly()
                && (!tcp.enabled() || tcp.isLoopbackOnly());
    }

    /** The entities and rules that cannot be read on this machine; those of the defaults are packed. */
    List<String> missingModelFiles() {
        List<String> missing = new ArrayList<>();
        if (!acl.rulesFile().equals(AclConfig.DEFAULT_RULES_FILE) && !Files.isReadable(Path.of(acl.rulesFile()))) {
            missing.add("security.acl.rules_file: '" + acl.rulesFile() + "' cannot be read");
        }
        if (!database.entities().equals("conf/entities") && !Files.isReadable(Path.of(database.entities()))) {
            missing.add("database.entities: '" + database.entities() + "' cannot be read");
        }
        if (!fold.schemas().equals(FoldConfig.DEFAULT_SCHEMAS) && !Files.isDirectory(Path.of(fold.schemas()))) {
            missing.add("fold.schemas: '" + fold.schemas() + "' is no directory");
        }
        return missing;
    }

    /** Why this version does not start with this configuration on this machine, a sentence each. */
    public List<String> refusals() {
        List<String> refusals = new ArrayList<>(notOffered());
        refusals.addAll(missingModelFiles());
        if (database.adapter() == Adapter.PRISMA) {
            refusals.addAll(BridgeConfig.problems(database.connection()));
        }
        refusals.addAll(rpc.missingFiles());
        refusals.addAll(http.missingFiles());
        refusals.addAll(socket.refusals(dataDir));
        refusals.addAll(Offline.databaseRefusals(this));
        refusals.addAll(Offline.keyFileProblems(this));
        refusals.addAll(Surroundings.refusals(this));
        return refusals;
    }

    private List<String> sharingProblems() {
        List<String> problems = new ArrayList<>();
        if (database.adapter() != Adapter.POSTGRES && database.adapter() != Adapter.MYSQL) {
            problems.add("database.shared: daemons share a PostgreSQL, MySQL or MariaDB server, and the adapter is "
                    + database.adapter().name().toLowerCase(Locale.ROOT) + "; use one of these, or a single daemon");
        }
        Duration kept = database.sharing().changesKept();
        if (kept.compareTo(data.statement().timeout()) <= 0 || kept.compareTo(data.transactions().total()) <= 0) {
            problems.add("database.changes_kept: must be longer than performance.query_timeout and"
                    + " performance.transactions.timeout, since a write that takes so long is told at its end");
        }
        return problems;
    }

    /** What can be configured and not be run by this version: the daemon says so instead of starting without it. */
    public List<String> notOffered() {
        List<String> problems = new ArrayList<>();
        if (database.sharing().enabled()) {
            problems.addAll(sharingProblems());
        }
        if (fold.enabled().orElse(false) && database.adapter() == Adapter.PRISMA) {
            problems.add("fold.enabled: schemas are written in transactions, which a bridge does not have; use another"
                    + " database.adapter, or leave fold.enabled out");
        }
        return problems;
    }
}
