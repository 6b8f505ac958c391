package dev.foldd.store.prisma;

import static dev.foldd.store.prisma.ScriptedBridge.done;
import static dev.foldd.store.prisma.ScriptedBridge.faultOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.foldd.config.Problems;
import dev.foldd.config.Section;
import dev.foldd.store.DatabaseConfig;
import dev.foldd.store.Store;
import dev.foldd.testing.Certificate;
import dev.foldd.testing.Stores;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class BridgeTlsTest {

    @TempDir
    private Path directory;

    private final Vertx vertx = Vertx.vertx();
    private Certificate certificate;
    private int port;

    @BeforeEach
    void listen() throws Exception {
        certificate = Certificate.in(directory, "bridge", "ip:127.0.0.1");
        port = done(vertx.createHttpServer(new HttpServerOptions().setSsl(true).setKeyCertOptions(new PemKeyCertOptions()
                .setCertPath(certificate.certificate().toString()).setKeyPath(certificate.key().toString())))
                .requestHandler(request -> request.response().end(ScriptedBridge.ONE_ROW)).listen(0, "127.0.0.1")).actualPort();
    }

    @AfterEach
    void close() throws Exception {
        done(vertx.close());
    }

    private Future<Store> opened(String host, Map<String, Object> more) {
        Map<String, Object> connection = new HashMap<>(more);
        connection.put("url", "https://" + host + ":" + port);
        DatabaseConfig config = DatabaseConfig.read(Section.root(Map.of("connection", connection), new Problems()));
        return PrismaStore.open(vertx, BridgeConfig.of(config.connection()), Stores.login(config), observation -> { });
    }

    @Test
    void a_bridge_with_a_certificate_of_the_named_authority_is_believed() throws Exception {
        Store store = done(opened("127.0.0.1", Map.of("ca_file", certificate.certificate().toString())));

        assertThat(done(store.ping())).isPositive();
        done(store.close());
    }

    @Test
    void one_that_nobody_vouches_for_is_not() throws Exception {
        assertThat(faultOf(opened("127.0.0.1", Map.of()))).isEqualTo(BridgeFaults.UNREACHABLE);
    }

    @Test
    void nor_is_one_of_another_name() throws Exception {
        assertThat(faultOf(opened("localhost", Map.of("ca_file", certificate.certificate().toString()))))
                .isEqualTo(BridgeFaults.UNREACHABLE);
    }
}
