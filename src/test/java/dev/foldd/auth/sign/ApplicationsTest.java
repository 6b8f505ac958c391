package dev.foldd.auth.sign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.config.ConfigException;
import dev.foldd.contract.Principal;
import dev.foldd.identity.NodeKey;
import dev.foldd.identity.PublicKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ApplicationsTest {

    private static final PublicKey NODE = NodeKey.generate().publicKey();
    private static final PublicKey ADMIN = NodeKey.generate().publicKey();
    private static final PublicKey SHOP = NodeKey.generate().publicKey();

    @TempDir
    private Path directory;
    private Applications applications;

    @BeforeEach
    void open() {
        applications = new Applications(directory, NODE, List.of(ADMIN.text()));
    }

    @Test
    void a_key_alone_is_an_application_at_distance_one() throws Exception {
        write("shop.pub", SHOP.text() + "\n");
        applications.reload();

        Principal shop = applications.principal(SHOP);

        assertThat(shop.subject()).isEqualTo("key:shop");
        assertThat(shop.distance()).isEqualTo(OptionalInt.of(1));
        assertThat(shop.roles()).containsExactly("public");
        assertThat(shop.tenant()).isEmpty();
        assertThat(shop.schemas()).isEmpty();
    }

    @Test
    void a_file_beside_it_says_more() throws Exception {
        write("shop.pub", SHOP.text());
        write("shop.yaml", "distance: 3\nrole: user\ntenant: t1\nschemas: [Card]\n");
        applications.reload();

        Principal shop = applications.principal(SHOP);

        assertThat(shop.distance()).isEqualTo(OptionalInt.of(3));
        assertThat(shop.roles()).containsExactly("user");
        assertThat(shop.tenant()).contains("t1");
        assertThat(shop.schemas().orElseThrow()).containsExactly("Card");
        assertThat(applications.named("shop").orElseThrow().key()).isEqualTo(SHOP);
    }

    @Test
    void the_node_and_its_admins_are_at_distance_0_and_others_nowhere() {
        assertThat(applications.principal(NODE).distance()).isEqualTo(OptionalInt.of(0));
        assertThat(applications.principal(ADMIN).distance()).isEqualTo(OptionalInt.of(0));
        assertThat(applications.principal(SHOP).distance()).isEmpty();
        assertThat(applications.principal(SHOP).subject()).isEqualTo("key:" + SHOP.text());
    }

    @Test
    void a_key_that_is_gone_is_known_no_more() throws Exception {
        write("shop.pub", SHOP.text());
        applications.reload();
        Files.delete(directory.resolve("shop.pub"));

        applications.reload();

        assertThat(applications.principal(SHOP).distance()).isEmpty();
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                argumentSet("no key", "shop.pub", "hello", "apps/shop.pub: a public key is written as base64"),
                argumentSet("a key of small order", "shop.pub", "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                        "apps/shop.pub: this is not a valid Ed25519 public key"),
                argumentSet("a name that is none", "a b.pub", SHOP.text(), "apps/a b.pub: is no name for an application"),
                argumentSet("distance 0", "good.yaml", "distance: 0", "apps/good.yaml: distance: must be a whole number from 1"),
                argumentSet("an unknown member", "good.yaml", "distence: 1", "apps/good.yaml: distence: is unknown"),
                argumentSet("a list", "good.yaml", "- 1", "apps/good.yaml: must hold distance, role, tenant and schemas"),
                argumentSet("no YAML", "good.yaml", "{", "apps/good.yaml: "),
                argumentSet("the same key twice", "twin.pub", "good", "apps/twin.pub: holds the same key as good.pub"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void a_bad_file_is_told_and_changes_nothing(String name, String text, String problem) throws Exception {
        PublicKey good = NodeKey.generate().publicKey();
        write("good.pub", good.text());
        applications.reload();
        write(name, text.equals("good") ? good.text() : text);

        ConfigException refusal = catchThrowableOfType(ConfigException.class, () -> applications.reload());

        assertThat(String.join("\n", refusal.problems())).contains(problem);
        assertThat(applications.principal(good).distance()).isEqualTo(OptionalInt.of(1));
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(directory.resolve(name), text);
    }
}
