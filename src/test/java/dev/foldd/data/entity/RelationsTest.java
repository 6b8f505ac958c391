package dev.foldd.data.entity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.testing.Entities;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RelationsTest {

    private static final Entity USER = Entities.entity("User").key("id").text("username").build();

    /** An entity with keys to users, and what its relations and those of users are called. */
    static Stream<Arguments> names() {
        return Stream.of(
                argumentSet("a key by its ending", keys("Page", "authorId"), "author", "pages"),
                argumentSet("another ending", keys("Page", "author_id"), "author", "pages"),
                argumentSet("a third", keys("Page", "authorID"), "author", "pages"),
                argumentSet("no ending: the entity", keys("Page", "username"), "user", "pages"),
                argumentSet("nothing but an ending: the entity", keys("Page", "_id"), "user", "pages"),
                argumentSet("the name is a field", keys("Page", "authorId", "!author"), "authorIdToUser", "pages"),
                argumentSet("the name is a word of filters", keys("Page", "NOTId"), "NOTIdToUser", "pages"),
                argumentSet("two keys to one entity", keys("Page", "authorId", "editorId"), "author editor",
                        "pagesByAuthorId pagesByEditorId"),
                argumentSet("two keys of one short name", keys("Page", "authorId", "author_id"),
                        "authorIdToUser author_idToUser", "pagesByAuthorId pagesByAuthor_id"),
                argumentSet("a long name that is a field too", keys("Page", "authorId", "!author", "!authorIdToUser"), "",
                        "pages"),
                argumentSet("several capitals", keys("IRCChannel", "ownerId"), "owner", "ircChannels"),
                argumentSet("nothing but capitals", keys("FAQ", "ownerId"), "owner", "faqs"),
                argumentSet("a plural of y", keys("Category", "ownerId"), "owner", "categories"),
                argumentSet("a plural of a vowel and y", keys("Key", "ownerId"), "owner", "keys"),
                argumentSet("a plural of a hiss", keys("Address", "ownerId"), "owner", "addresses"),
                argumentSet("a plural of ch", keys("Batch", "ownerId"), "owner", "batches"));
    }

    @ParameterizedTest
    @MethodSource("names")
    void relations_are_called(Entity entity, String there, String back) {
        EntityCatalogue catalogue = new EntityCatalogue(List.of(entity, USER));

        assertThat(String.join(" ", catalogue.relations(entity).keySet())).isEqualTo(there);
        assertThat(String.join(" ", catalogue.relations(USER).keySet())).isEqualTo(back);
    }

    @ParameterizedTest
    @MethodSource("names")
    void they_are_called_the_same_in_any_order(Entity entity, String there, String back) {
        List<Field> turned = new ArrayList<>(entity.fields());
        Collections.reverse(turned);
        Entity other = new Entity(entity.name(), entity.table(), "", turned, entity.indexes(), entity.acl(), "test");
        EntityCatalogue catalogue = new EntityCatalogue(List.of(USER, other));

        assertThat(catalogue.relations(other).keySet()).containsExactlyInAnyOrder(words(there));
        assertThat(catalogue.relations(USER).keySet()).containsExactlyInAnyOrder(words(back));
    }

    @Test
    void a_relation_knows_both_its_ends() {
        Entity page = keys("Page", "authorId");
        EntityCatalogue catalogue = new EntityCatalogue(List.of(page, USER));

        assertThat(catalogue.relations(page).get("author")).isEqualTo(new Relation("author", page.field("authorId").orElseThrow(),
                USER, USER.primary(), false));
        assertThat(catalogue.relations(USER).get("pages")).isEqualTo(new Relation("pages", USER.primary(), page,
                page.field("authorId").orElseThrow(), true));
    }

    @Test
    void an_entity_may_refer_to_itself() {
        Entity node = Entities.entity("Node").key("id").reference("parentId", "parentId", "Node", "id").build();

        assertThat(new EntityCatalogue(List.of(node)).relations(node)).containsOnlyKeys("parent", "nodes");
    }

    @Test
    void a_key_that_leads_nowhere_makes_none() {
        Entity lost = Entities.entity("Lost").key("id").reference("a", "a", "Nobody", "id")
                .reference("b", "b", "User", "nothing").build();
        EntityCatalogue catalogue = new EntityCatalogue(List.of(lost, USER));

        assertThat(catalogue.relations(lost)).isEmpty();
        assertThat(catalogue.relations(USER)).isEmpty();
        assertThat(EntityCatalogue.empty().relations(USER)).isEmpty();
    }

    /** Names with an exclamation mark are fields that are no keys. */
    private static Entity keys(String name, String... fields) {
        Entities entity = Entities.entity(name).key("id");
        for (String field : fields) {
            if (field.startsWith("!")) {
                entity.text(field.substring(1));
            } else {
                entity.reference(field, field, "User", "id");
            }
        }
        return entity.build();
    }

    private static String[] words(String text) {
        return Arrays.stream(text.split(" ")).filter(word -> !word.isEmpty()).toArray(String[]::new);
    }
}
