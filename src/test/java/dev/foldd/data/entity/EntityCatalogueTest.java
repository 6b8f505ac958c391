package dev.foldd.data.entity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class EntityCatalogueTest {

    private static final String TWO = """
            entity: B
            fields: {id: {type: uuid, primary: true}}
            ---
            entity: A
            fields: {id: {type: uuid, primary: true}}
            """;

    @Test
    void entities_are_found_by_their_exact_name_and_keep_their_order() {
        EntityCatalogue catalogue = Samples.catalogue(TWO);

        assertThat(catalogue.names()).containsExactly("B", "A");
        assertThat(catalogue.entity("A")).hasValue(catalogue.entities().get(1));
        assertThat(catalogue.entity("a")).isEmpty();
        assertThat(EntityCatalogue.empty().entities()).isEmpty();
    }

    @Test
    void one_name_is_one_entity() {
        Entity entity = Samples.catalogue(TWO).entities().get(0);

        assertThatThrownBy(() -> new EntityCatalogue(List.of(entity, entity)))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("named B");
    }
}
