package dev.foldd.data.schema;

import dev.foldd.data.entity.Entity;
import dev.foldd.data.entity.EntityCatalogue;
import dev.foldd.data.entity.Field;
import java.util.List;
import java.util.Optional;

/** The columns that entities want. */
final class Columns {

    private final EntityCatalogue catalogue;

    Columns(EntityCatalogue catalogue) {
        this.catalogue = catalogue;
    }

    /** Columns of a new table. They need no defaults: whoever writes a row writes all of it. */
    List<Change.Column> of(Entity entity) {
        return entity.fields().stream()
                .map(field -> new Change.Column(field, field.alwaysHasValue(), isKeyed(entity, field), Optional.empty(),
                        foreignKey(field)))
                .toList();
    }

    static boolean isKeyed(Entity entity, Field field) {
        return field.primary() || field.unique() || field.indexed() || field.reference().isPresent()
                || entity.indexes().stream().anyMatch(index -> index.fields().contains(field.name()));
    }

    /** Fields whose entity is not in the catalogue have lost their reference when the files were read. */
    Optional<Change.ForeignKey> foreignKey(Field field) {
        return field.reference().flatMap(to -> catalogue.entity(to.entity()).flatMap(target -> target.field(to.field())
                .map(column -> new Change.ForeignKey(target.table(), column.column(), to.onDelete()))));
    }
}
