package dev.foldd.data.entity.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldd.data.entity.Entity;
import dev.foldd.data.entity.Entity.Index;
import dev.foldd.data.entity.Field;
import dev.foldd.data.entity.Field.OnDelete;
import dev.foldd.data.entity.Field.Reference;
import dev.foldd.data.entity.FieldType;
import dev.foldd.data.entity.file.EntityFiles.Reading;
import dev.foldd.data.entity.file.EntityFiles.Warning;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EntityFilesTest {

    private static final String SMALL = """
            entity: %s
            fields:
              id: {type: uuid, primary: true, generated: true}
            """;

    private final EntityFiles files = new EntityFiles(EntityFileLimits.DEFAULT);

    @TempDir
    private Path temp;

    @Test
    void a_tree_is_read_in_the_order_of_its_paths() throws Exception {
        Reading reading = files.read(fixtures());

        assertThat(reading.catalogue().names())
                .containsExactly("Secret", "Member", "Visit", "Board", "Pin", "Vote", "Place");
    }

    @Test
    void other_dialects_are_skipped_by_name_and_reason() throws Exception {
        Reading reading = files.read(fixtures());

        assertThat(reading.warnings()).extracting(Warning::toString).containsExactly(
                "clips/clip.yaml: entity Clip is skipped: fields.id.type 'String' is unknown (did you mean 'string'?);"
                        + " fields.id.primaryKey is unknown (did you mean 'primary'?); fields.id.example is unknown;"
                        + " fields.title.type 'String' is unknown (did you mean 'string'?);"
                        + " fields.title.maxLength is unknown (did you mean 'max_length'?); and 3 more",
                "core/pipeline.yaml: is skipped: it has no 'entity:' key; its 'fields' are written in another dialect",
                "registry.yaml: is skipped: it is a registry of entities (a top-level 'entities' list), not an entity",
                "shop/article.yaml: is skipped: it has no 'entity:' key; its 'fields' are written in another dialect",
                "core/visit.yaml: entity Visit: fields.roomId.foreign_key names the entity 'Room', which is not loaded;"
                        + " it is not enforced");
    }

    @Test
    void every_attribute_of_a_field_is_read() throws Exception {
        Entity member = entity("Member");

        Field nick = member.field("nick").orElseThrow();
        assertThat(nick).returns(FieldType.STRING, Field::type).returns(true, Field::required)
                .returns(true, Field::unique).returns(false, Field::nullable);
        assertThat(nick.minLength()).hasValue(3);
        assertThat(nick.maxLength()).hasValue(20);
        assertThat(nick.pattern().orElseThrow().pattern()).isEqualTo("^[a-z0-9_]+$");
        assertThat(member.primary()).returns("id", Field::name).returns(true, Field::generated)
                .returns(true, Field::required).returns("Names the member", Field::description);
        assertThat(member.field("rank").orElseThrow()).returns(List.of("guest", "regular", "chair"), Field::values)
                .extracting(Field::fallback).isEqualTo(Optional.of("regular"));
        assertThat(member.field("about").orElseThrow()).returns(true, Field::nullable).returns(false, Field::required);
        assertThat(member.field("level").orElseThrow().min()).hasValue(BigDecimal.ONE);
        assertThat(member.field("level").orElseThrow().max()).hasValue(new BigDecimal(6));
        assertThat(member.field("level").orElseThrow().fallback()).hasValue(1L);
        assertThat(member.field("active").orElseThrow().fallback()).hasValue(true);
        assertThat(member.tenant()).isPresent();
        assertThat(member).returns("core/member.yaml", Entity::source)
                .returns("Somebody who belongs to the club", Entity::description);
    }

    @Test
    void types_have_more_than_one_name() throws Exception {
        Entity vote = entity("Vote");

        assertThat(entity("Board").field("order").orElseThrow()).returns(FieldType.INTEGER, Field::type)
                .returns(Optional.of(0L), Field::fallback);
        assertThat(vote.field("at").orElseThrow().type()).isEqualTo(FieldType.DATETIME);
        assertThat(vote.field("weight").orElseThrow().type()).isEqualTo(FieldType.FLOAT);
        assertThat(vote.field("price").orElseThrow().fallback()).hasValue(new BigDecimal("1.5"));
    }

    @Test
    void json_files_and_names_of_the_database_are_read() throws Exception {
        Entity place = entity("Place");

        assertThat(place.table()).isEqualTo("places of old");
        assertThat(place.field("name").orElseThrow().column()).isEqualTo("the \"name\"");
        assertThat(place.field("tags").orElseThrow().fallback()).hasValue("[\"new\"]");
    }

    @Test
    void what_must_not_be_shown_is_known() throws Exception {
        assertThat(entity("Secret").field("digest").orElseThrow()).returns(true, Field::neverExposed)
                .returns(true, Field::sensitive);
        assertThat(entity("Visit").field("pass").orElseThrow()).returns(false, Field::neverExposed)
                .returns(true, Field::sensitive);
    }

    @Test
    void rules_are_passed_on_as_they_are_written() throws Exception {
        assertThat(entity("Member").acl()).containsExactly(Map.entry("create", Map.of("public", true)),
                Map.entry("read", Map.of("self", true, "chair", true)),
                Map.entry("update", Map.of("self", true, "row_level", "id = $user.id",
                        "writable_fields", List.of("mail", "about"))),
                Map.entry("delete", false));
    }

    @Test
    void an_index_declared_twice_is_one_and_the_primary_key_needs_none() throws Exception {
        assertThat(entity("Member").indexes()).containsExactly(
                new Index("Member_nick_key", List.of("nick"), true), new Index("Member_mail_key", List.of("mail"),
                true),
                new Index("Member_rank_idx", List.of("rank"), false),
                new Index("Member_tenant_rank", List.of("tenantId", "rank"), false));
        assertThat(entity("Secret").indexes()).isEmpty();
    }

    @Test
    void an_index_of_one_name_on_two_tables_has_two_names() throws Exception {
        assertThat(entity("Board").indexes()).extracting(Index::name).contains("Board_tenant_slug");
        assertThat(entity("Pin").indexes()).extracting(Index::name).contains("Pin_tenant_slug");
    }

    @Test
    void foreign_keys_lead_to_loaded_entities_only() throws Exception {
        Entity visit = entity("Visit");

        assertThat(visit.field("memberId").orElseThrow().reference())
                .hasValue(new Reference("Member", "id", OnDelete.CASCADE));
        assertThat(visit.field("roomId").orElseThrow().reference()).isEmpty();
    }

    @Test
    void one_file_can_be_read_by_itself() throws Exception {
        Reading reading = files.read(fixtures().resolve("core/member.yaml"));

        assertThat(reading.catalogue().names()).containsExactly("Member");
        assertThat(reading.catalogue().entity("Member").orElseThrow().source()).isEqualTo("member.yaml");
    }

    @Test
    void a_directory_mounted_by_kubernetes_is_read_once() throws Exception {
        Path real = Files.createDirectory(temp.resolve("..2024_01_15"));
        Files.writeString(real.resolve("a.yaml"), SMALL.formatted("A"));
        Files.createSymbolicLink(temp.resolve("..data"), real.getFileName());
        Files.createSymbolicLink(temp.resolve("a.yaml"), Path.of("..data", "a.yaml"));

        Reading reading = files.read(temp);

        assertThat(reading.catalogue().names()).containsExactly("A");
        assertThat(reading.warnings()).isEmpty();
    }

    @Test
    void a_missing_directory_is_an_error() {
        assertThatThrownBy(() -> files.read(temp.resolve("nowhere"))).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void too_many_files_are_an_error() throws Exception {
        Files.writeString(temp.resolve("a.yaml"), SMALL.formatted("A"));
        Files.writeString(temp.resolve("b.yaml"), SMALL.formatted("B"));

        assertThatThrownBy(() -> new EntityFiles(new EntityFileLimits(1, 1, 1_024, 1)).read(temp))
                .isInstanceOf(IOException.class).hasMessageContaining("more than 1 entity files");
    }

    @Test
    void a_file_that_cannot_be_read_does_not_keep_the_others_from_being_read() throws Exception {
        Files.writeString(temp.resolve("a.yaml"), SMALL.formatted("A"));
        Files.write(temp.resolve("b.yaml"), new byte[] {'a', (byte) 0xC3, '('});
        Files.writeString(temp.resolve("c.yaml"), "# " + "x".repeat(2_000));
        Files.writeString(temp.resolve("d.yaml"), "");
        Files.writeString(temp.resolve("e.json"), "{\"entity\": ");
        Files.createSymbolicLink(temp.resolve("f.yaml"), Path.of("nothing"));

        Reading reading = new EntityFiles(new EntityFileLimits(10, 10, 1_024, 10)).read(temp);

        assertThat(reading.catalogue().names()).containsExactly("A");
        assertThat(reading.warnings()).extracting(Warning::toString).containsExactly(
                "f.yaml: is skipped: it is no file, or leads to none", "b.yaml: is skipped: it is not UTF-8",
                "c.yaml: is skipped: it is larger than 1024 bytes",
                "d.yaml: is skipped: it is empty",
                "e.json: is skipped: the text is not valid JSON at line 1, column 12");
    }

    private Entity entity(String name) throws Exception {
        return files.read(fixtures()).catalogue().entity(name).orElseThrow();
    }

    private static Path fixtures() throws URISyntaxException {
        return Path.of(EntityFilesTest.class.getResource("/dev/foldd/data/entities").toURI());
    }
}
