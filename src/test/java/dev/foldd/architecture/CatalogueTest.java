package dev.foldd.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldd.contract.Address;
import dev.foldd.contract.Addresses;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The catalogue of the event bus: complete, unambiguous, and the same in the README as in the code. */
class CatalogueTest {

    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| `([a-z.]+)` \\| `(\\w+)` \\| (?:`(\\w+)`|none, it is an event) \\| \\S.* \\|$");

    @Test
    void it_holds_every_address_that_is_declared() throws Exception {
        List<Address<?, ?>> declared = new ArrayList<>();
        for (Field field : Addresses.class.getDeclaredFields()) {
            if (Modifier.isPublic(field.getModifiers()) && field.getType() == Address.class) {
                declared.add((Address<?, ?>) field.get(null));
            }
        }

        assertThat(Addresses.all()).containsExactlyInAnyOrderElementsOf(declared);
    }

    @Test
    void no_two_addresses_share_a_name() {
        assertThat(Addresses.all()).extracting(Address::name).doesNotHaveDuplicates();
    }

    @Test
    void every_address_begins_with_the_feature_that_owns_it() throws Exception {
        Set<String> rooms;
        try (Stream<Path> paths = Files.list(Path.of("src/main/java/dev/foldd"))) {
            rooms = paths.map(path -> path.getFileName().toString()).collect(Collectors.toSet());
        }

        assertThat(Addresses.all()).allSatisfy(address ->
                assertThat(rooms).contains(address.name().substring(0, address.name().indexOf('.'))));
    }

    @Test
    void the_table_in_the_readme_is_the_catalogue() throws Exception {
        String readme = Files.readString(Path.of("README.md"));
        String table = readme.substring(readme.indexOf("### Bus addresses"));

        List<String> written = ROW.matcher(table.substring(0, table.indexOf("\n## "))).results()
                .map(row -> row.group(1) + " " + row.group(2) + " " + (row.group(3) == null ? "Void" : row.group(3))).toList();

        assertThat(written).isEqualTo(Addresses.all().stream().map(address -> address.name() + " "
                + address.request().getSimpleName() + " " + address.reply().getSimpleName()).toList());
    }
}
