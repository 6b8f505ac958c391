package dev.foldd.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.foldd.wire.Host;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.http.ClientAuth;
import java.sql.SQLException;
import java.time.Instant;
import java.util.concurrent.Executor;

/** Who may know whom. A rule that stands in one's way is changed here, in sight, or not at all. */
@AnalyzeClasses(packages = "dev.foldd", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final DescribedPredicate<JavaClass> JDK = resideInAnyPackage("java..", "javax..", "");
    private static final DescribedPredicate<JavaClass> FUTURE = describe("Vert.x's Future", type ->
            type.isAssignableTo(Future.class) || type.isAssignableTo(AsyncResult.class)
                    || type.getName().equals("io.vertx.core.Completable"));
    private static final DescribedPredicate<JavaClass> VOCABULARY =
            resideInAnyPackage("dev.foldd.fault..", "dev.foldd.contract..", "dev.foldd.identity..", "dev.foldd.json..");

    private static final DescribedPredicate<JavaClass> EDGE = resideInAnyPackage("dev.foldd.config..", "dev.foldd.limit..",
            "dev.foldd.wire..", "dev.foldd.bus..", "dev.foldd.auth..", "io.vertx.core", "io.vertx.core.http..",
            "io.vertx.core.net..", "io.vertx.core.streams..", "io.vertx.core.json..", "io.vertx.core.buffer..");
    private static final DescribedPredicate<JavaClass> COMMAND = resideInAnyPackage("dev.foldd.cli..", "dev.foldd.config..",
            "dev.foldd.auth..", "dev.foldd.client..", "dev.foldd.daemon..", "picocli..");

    @ArchTest
    static final ArchRule fault_knows_nothing = only("dev.foldd.fault..");

    @ArchTest
    static final ArchRule json_knows_jackson = only("dev.foldd.json..", "com.fasterxml.jackson.core..");

    @ArchTest
    static final ArchRule identity_knows_keys =
            only("dev.foldd.identity..", "dev.foldd.fault..", "dev.foldd.json..", "org.bouncycastle..");

    @ArchTest
    static final ArchRule contract_is_plain =
            only("dev.foldd.contract..", "dev.foldd.fault..", "dev.foldd.identity..");

    @ArchTest
    static final ArchRule config_is_plain = classes().that().resideInAPackage("dev.foldd.config..")
            .and().resideOutsideOfPackage("dev.foldd.config.secret..")
            .should().onlyDependOnClassesThat(JDK.or(resideInAnyPackage("dev.foldd.config..", "dev.foldd.fault..",
                    "dev.foldd.json..", "com.fasterxml.jackson..", "org.yaml.snakeyaml..")));

    /** Secrets stand in files for one user alone, as keys do. */
    @ArchTest
    static final ArchRule secrets_are_kept_as_keys_are =
            only("dev.foldd.config.secret..", "dev.foldd.config", "dev.foldd.identity..");

    @ArchTest
    static final ArchRule the_bus_knows_no_feature =
            only("dev.foldd.bus..", "dev.foldd.contract..", "dev.foldd.fault..", "io.vertx.core..");

    /**
     * Vert.x keeps the word for what a listener asks of a client's certificate among its HTTP. The section {@code tls} is the
     * same for every listener, and so it is read here.
     */
    @ArchTest
    static final ArchRule wire_is_what_listeners_have_in_common = classes().that().resideInAPackage("dev.foldd.wire..")
            .should().onlyDependOnClassesThat(JDK.or(VOCABULARY).or(type(ClientAuth.class)).or(resideInAnyPackage(
                    "dev.foldd.wire..", "dev.foldd.config", "io.vertx.core.buffer..", "io.vertx.core.json..", "io.vertx.core.net..")));

    @ArchTest
    static final ArchRule limits_are_plain =
            only("dev.foldd.limit..", "dev.foldd.contract..", "dev.foldd.fault..", "dev.foldd.config..");

    /**
     * Tokens that have been proved are kept in a cache of Caffeine's, which bounds it by weight. Which names are those of
     * this machine is known to {@code Host}.
     */
    @ArchTest
    static final ArchRule auth_knows_no_door = classes().that().resideInAPackage("dev.foldd.auth..")
            .and().resideOutsideOfPackages("dev.foldd.auth.fetch..", "dev.foldd.auth.sign..")
            .should().onlyDependOnClassesThat(JDK.or(VOCABULARY).or(FUTURE).or(type(Host.class)).or(resideInAnyPackage(
                    "dev.foldd.auth", "dev.foldd.auth.jwt..", "dev.foldd.auth.jwks..", "dev.foldd.auth.session..",
                    "dev.foldd.auth.trust..", "dev.foldd.config..", "dev.foldd.limit..", "com.github.benmanes.caffeine..")));

    @ArchTest
    static final ArchRule keys_are_fetched_over_http = classes().that().resideInAPackage("dev.foldd.auth.fetch..")
            .should().onlyDependOnClassesThat(JDK.or(VOCABULARY).or(resideInAnyPackage("dev.foldd.auth.fetch..",
                    "dev.foldd.auth.jwks..", "io.vertx.core", "io.vertx.core.buffer..", "io.vertx.core.http..",
                    "io.vertx.core.net..")));

    /** Signatures are checked on threads of their own, and their outcome comes back to the event loop that asked. */
    @ArchTest
    static final ArchRule signatures_know_no_door = classes().that().resideInAPackage("dev.foldd.auth.sign..")
            .should().onlyDependOnClassesThat(JDK.or(VOCABULARY).or(resideInAnyPackage("dev.foldd.auth.sign..",
                    "dev.foldd.auth.trust..", "dev.foldd.config..", "io.vertx.core")));

    @ArchTest
    static final ArchRule audit_is_plain = only("dev.foldd.audit..", "dev.foldd.contract..", "dev.foldd.fault..",
            "dev.foldd.identity..", "dev.foldd.config..", "dev.foldd.json..", "com.fasterxml.jackson..");

    @ArchTest
    static final ArchRule the_store_port_is_plain = classes().that().resideInAPackage("dev.foldd.store")
            .should().onlyDependOnClassesThat(JDK.or(VOCABULARY).or(FUTURE)
                    .or(resideInAnyPackage("dev.foldd.store", "dev.foldd.config..")));

    /** Netty's event loop, since answers of a whole group are handed over to it in one go. */
    @ArchTest
    static final ArchRule the_embedded_store_knows_its_technology = classes().that()
            .resideInAPackage("dev.foldd.store.sqlite..").should().onlyDependOnClassesThat(JDK.or(VOCABULARY)
                    .or(resideInAnyPackage("dev.foldd.store..", "dev.foldd.config..", "io.vertx.core..",
                            "io.vertx.sqlclient..", "io.vertx.jdbcclient..", "org.sqlite..", "io.netty.channel..")));

    @ArchTest
    static final ArchRule the_store_of_servers_knows_no_server = classes().that()
            .resideInAPackage("dev.foldd.store.server..").should().onlyDependOnClassesThat(JDK.or(VOCABULARY)
                    .or(resideInAnyPackage("dev.foldd.store", "dev.foldd.store.server", "io.vertx.core..",
                            "io.vertx.sqlclient..", "io.netty.channel..", "io.netty.handler.flush",
                            "io.netty.util", "io.netty.util.concurrent")));

    /** The same questions reach a database directly and through a bridge. */
    @ArchTest
    static final ArchRule tables_are_asked_for_over_any_way = classes().that().resideInAPackage("dev.foldd.store.tables..")
            .should().onlyDependOnClassesThat(JDK.or(VOCABULARY).or(FUTURE)
                    .or(resideInAnyPackage("dev.foldd.store", "dev.foldd.store.tables", "io.vertx.sqlclient..")));

    /** What it has in common with servers is how one that is away is met, and how time is kept. */
    @ArchTest
    static final ArchRule the_store_behind_a_bridge_knows_http = classes().that()
            .resideInAPackage("dev.foldd.store.prisma..").should().onlyDependOnClassesThat(JDK.or(VOCABULARY)
                    .or(resideInAnyPackage("dev.foldd.store", "dev.foldd.store.prisma", "dev.foldd.store.server",
                            "dev.foldd.store.tables", "dev.foldd.config..", "io.vertx.core..")));

    @ArchTest
    static final ArchRule the_core_of_data_is_pure = classes().that().resideInAPackage("dev.foldd.data..")
            .and().resideOutsideOfPackage("dev.foldd.data.cache..").and().haveSimpleNameNotEndingWith("Verticle")
            .should().onlyDependOnClassesThat(JDK.or(VOCABULARY).or(FUTURE).or(resideInAnyPackage(
                    "dev.foldd.data..", "dev.foldd.config..", "dev.foldd.limit..", "dev.foldd.store")));

    @ArchTest
    static final ArchRule the_cache_knows_its_technology = classes().that().resideInAPackage("dev.foldd.data.cache..")
            .should().onlyDependOnClassesThat(JDK.or(VOCABULARY).or(FUTURE).or(resideInAnyPackage("dev.foldd.data.cache..",
                    "dev.foldd.data.entity", "dev.foldd.config..", "dev.foldd.store", "com.github.benmanes.caffeine..")));

    @ArchTest
    static final ArchRule the_core_of_fold_is_pure = classes().that().resideInAPackage("dev.foldd.fold..")
            .and().haveSimpleNameNotEndingWith("Verticle")
            .should().onlyDependOnClassesThat(JDK.or(VOCABULARY).or(FUTURE).or(resideInAnyPackage(
                    "dev.foldd.fold..", "dev.foldd.config..", "dev.foldd.limit..", "dev.foldd.store")));

    @ArchTest
    static final ArchRule the_verticle_of_fold_is_thin = classes().that().haveFullyQualifiedName("dev.foldd.fold.FoldVerticle")
            .should().onlyDependOnClassesThat(JDK.or(VOCABULARY).or(FUTURE).or(resideInAnyPackage(
                    "dev.foldd.fold..", "dev.foldd.bus..", "io.vertx.core")));

    @ArchTest
    static final ArchRule the_verticle_of_data_is_thin = classes().that().haveFullyQualifiedName("dev.foldd.data.DataVerticle")
            .should().onlyDependOnClassesThat(JDK.or(VOCABULARY).or(FUTURE).or(resideInAnyPackage(
                    "dev.foldd.data..", "dev.foldd.store", "dev.foldd.bus..", "io.vertx.core")));

    /**
     * Beyond what edges may know in any case, the package io.vertx.core itself: a connection has timers, and comes back to
     * its own event loop.
     */
    @ArchTest
    static final ArchRule the_web_socket_door_is_an_edge = classes().that().resideInAPackage("dev.foldd.rpc")
            .should().onlyDependOnClassesThat(JDK.or(VOCABULARY).or(EDGE).or(resideInAnyPackage("dev.foldd.rpc..")));

    @ArchTest
    static final ArchRule its_messages_are_plain = only("dev.foldd.rpc.message..", "dev.foldd.contract..",
            "dev.foldd.fault..", "dev.foldd.json..");

    /** What Vert.x does not offer of a WebSocket is done on its channel, in this one place. */
    @ArchTest
    static final ArchRule its_channel_is_netty = only("dev.foldd.rpc.netty..", "dev.foldd.limit..", "io.netty..",
            "io.vertx.core.buffer..", "io.vertx.core.http..", "io.vertx.core.internal..");

    /** As the WebSocket door; the signer of greetings is handed to it as a function. */
    @ArchTest
    static final ArchRule the_doors_for_sockets_are_edges = classes().that().resideInAPackage("dev.foldd.socket")
            .should().onlyDependOnClassesThat(JDK.or(VOCABULARY).or(EDGE).or(resideInAnyPackage("dev.foldd.socket..")));

    @ArchTest
    static final ArchRule their_settings_are_plain =
            only("dev.foldd.socket.settings..", "dev.foldd.config..", "dev.foldd.identity..", "dev.foldd.wire..");

    @ArchTest
    static final ArchRule their_messages_are_plain =
            only("dev.foldd.socket.message..", "dev.foldd.fault..", "dev.foldd.json..");

    @ArchTest
    static final ArchRule their_files_are_plain = only("dev.foldd.socket.file..");

    /** What Vert.x does not offer of a socket is done on its channel, in this one place. */
    @ArchTest
    static final ArchRule their_channel_is_netty = only("dev.foldd.socket.netty..", "io.netty..", "io.vertx.core.net..",
            "io.vertx.core.internal..");

    @ArchTest
    static final ArchRule the_http_doors_are_edges = classes().that().resideInAnyPackage("dev.foldd.http", "dev.foldd.http.api")
            .should().onlyDependOnClassesThat(JDK.or(VOCABULARY).or(EDGE).or(resideInAnyPackage(
                    "dev.foldd.http..", "io.vertx.ext.web..")));

    /** Who connects by a Unix socket, Vert.x tells of no HTTP connection; its channel does. */
    @ArchTest
    static final ArchRule peers_of_the_http_doors_are_asked_of_netty = only("dev.foldd.http.netty..", "io.netty.channel..",
            "io.vertx.core.http..", "io.vertx.core.net..");

    @ArchTest
    static final ArchRule operations_answer_on_the_bus = classes().that().resideInAPackage("dev.foldd.ops")
            .should().onlyDependOnClassesThat(JDK.or(VOCABULARY).or(resideInAnyPackage(
                    "dev.foldd.ops", "dev.foldd.config..", "dev.foldd.bus..", "io.vertx.core")));

    @ArchTest
    static final ArchRule the_log_is_logback = classes().that().resideInAPackage("dev.foldd.ops.log..")
            .should().onlyDependOnClassesThat(JDK.or(VOCABULARY).or(resideInAnyPackage(
                    "dev.foldd.ops.log..", "dev.foldd.config..", "org.slf4j..", "ch.qos.logback..")));

    /** The options of Vert.x, which is instrumented here. */
    @ArchTest
    static final ArchRule the_meters_are_micrometer = classes().that().resideInAPackage("dev.foldd.ops.meter..")
            .should().onlyDependOnClassesThat(JDK.or(VOCABULARY).or(resideInAnyPackage("dev.foldd.ops",
                    "dev.foldd.ops.meter..", "io.micrometer..", "io.vertx.micrometer..", "io.vertx.core..")));

    /**
     * The commands audit, policy and schema speak of what the daemon's own readers of the log, rules and differences return,
     * so each of them knows that one room besides.
     */
    @ArchTest
    static final ArchRule the_command_line_goes_through_the_daemon = classes().that().resideInAPackage("dev.foldd.cli..")
            .and().resideOutsideOfPackages("dev.foldd.cli.audit..", "dev.foldd.cli.policy..", "dev.foldd.cli.schema..",
                    "dev.foldd.cli.bench.direct..")
            .should().onlyDependOnClassesThat(JDK.or(VOCABULARY).or(COMMAND));

    /** It speaks to database servers as an application would, through the client library that the stores use too. */
    @ArchTest
    static final ArchRule the_direct_bench_has_clients_of_its_own = classes()
            .that().resideInAPackage("dev.foldd.cli.bench.direct..")
            .should().onlyDependOnClassesThat(JDK.or(VOCABULARY).or(resideInAnyPackage("dev.foldd.cli..", "picocli..",
                    "io.vertx.core", "io.vertx.sqlclient..", "io.vertx.pgclient..", "io.vertx.mysqlclient..")));

    @ArchTest
    static final ArchRule the_command_audit_reads_the_log = classes().that().resideInAPackage("dev.foldd.cli.audit..")
            .should().onlyDependOnClassesThat(JDK.or(VOCABULARY).or(COMMAND).or(resideInAPackage("dev.foldd.audit..")));

    @ArchTest
    static final ArchRule the_commands_on_the_model_read_it = classes()
            .that().resideInAnyPackage("dev.foldd.cli.policy..", "dev.foldd.cli.schema..")
            .should().onlyDependOnClassesThat(JDK.or(VOCABULARY).or(COMMAND).or(resideInAnyPackage("dev.foldd.data..")));

    /** It is packed as a jar of its own, for applications that have nothing else of ours. */
    @ArchTest
    static final ArchRule the_client_stands_alone = only("dev.foldd.client..", "com.fasterxml.jackson..");

    @ArchTest
    static final ArchRule features_meet_only_on_the_bus =
            slices().matching("dev.foldd.(rpc|socket|http|data|fold|ops)..").should().notDependOnEachOther();

    @ArchTest
    static final ArchRule rooms_have_no_cycles = slices().matching("dev.foldd.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule the_rooms_of_data_have_no_cycles =
            slices().matching("dev.foldd.data.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule only_the_command_line_knows_the_daemon = noClasses()
            .that().resideOutsideOfPackages("dev.foldd", "dev.foldd.cli..", "dev.foldd.daemon..")
            .should().dependOnClassesThat(resideInAPackage("dev.foldd.daemon.."));

    @ArchTest
    static final ArchRule only_the_bus_touches_the_event_bus = noClasses()
            .that().resideOutsideOfPackages("dev.foldd.bus..", "dev.foldd.daemon..")
            .should().dependOnClassesThat(resideInAPackage("io.vertx.core.eventbus.."));

    @ArchTest
    static final ArchRule sql_clients_live_in_stores = noClasses()
            .that().resideOutsideOfPackages("dev.foldd.store..", "dev.foldd.cli.bench..")
            .should().dependOnClassesThat(resideInAnyPackage(
                    "java.sql..", "javax.sql..", "org.sqlite..", "io.vertx.sqlclient..", "io.vertx.jdbcclient..")
                    .and(not(assignableTo(SQLException.class))));

    @ArchTest
    static final ArchRule yaml_is_read_in_one_way = noClasses()
            .that().resideOutsideOfPackage("dev.foldd.config.load..")
            .should().dependOnClassesThat(resideInAPackage("org.yaml.snakeyaml.."));

    @ArchTest
    static final ArchRule logs_and_meters_are_the_business_of_ops = noClasses()
            .that().resideOutsideOfPackages("dev.foldd.ops..", "dev.foldd.daemon..", "dev.foldd.cli..")
            .should().dependOnClassesThat(resideInAnyPackage(
                    "org.slf4j..", "ch.qos.logback..", "io.micrometer..", "io.vertx.micrometer.."));

    /** The composition root and the first line of the program hand clocks out; stores have deadlines of their own. */
    @ArchTest
    static final ArchRule clocks_are_passed_in = noClasses()
            .that().resideOutsideOfPackages("dev.foldd", "dev.foldd.daemon..", "dev.foldd.store.sqlite..",
                    "dev.foldd.store.server..", "dev.foldd.store.prisma..")
            .should().callMethod(System.class, "currentTimeMillis")
            .orShould().callMethod(System.class, "nanoTime")
            .orShould().callMethod(Instant.class, "now");

    @ArchTest
    static final ArchRule settings_are_records =
            classes().that().haveSimpleNameEndingWith("Config")
                    .and().resideOutsideOfPackages("dev.foldd.config..", "dev.foldd.cli..").should().beRecords();

    @ArchTest
    static final ArchRule names_say_what_a_thing_is = noClasses().should()
            .haveNameMatching(".*(Utils?|Helper|Common|Misc|Manager|Impl)");

    /**
     * The audit log and the embedded store have writers of their own, the log's appender too; commands wait and watch. The
     * store of servers has a client for each event loop. Signatures are checked beside the event loops. The client has no
     * event loop but its own.
     */
    @ArchTest
    static final ArchRule threads_are_the_business_of_adapters = noClasses()
            .that().resideOutsideOfPackages("dev.foldd.daemon..", "dev.foldd.cli..", "dev.foldd.audit..",
                    "dev.foldd.store.sqlite..", "dev.foldd.store.server..", "dev.foldd.rpc.netty..",
                    "dev.foldd.auth.sign..", "dev.foldd.ops.log..", "dev.foldd.client..")
            .should().dependOnClassesThat(assignableTo(Thread.class).or(assignableTo(ThreadLocal.class))
                    .or(assignableTo(Executor.class)));

    private static DescribedPredicate<JavaClass> type(Class<?> type) {
        return describe(type.getSimpleName(), candidate -> candidate.isEquivalentTo(type));
    }

    private static ArchRule only(String room, String... others) {
        return classes().that().resideInAPackage(room).should().onlyDependOnClassesThat(
                JDK.or(resideInAPackage(room)).or(resideInAnyPackage(others)));
    }
}
