package dev.foldd.data.filter;

import dev.foldd.contract.Principal;
import dev.foldd.data.entity.Entity;
import dev.foldd.data.entity.EntityCatalogue;
import dev.foldd.data.entity.Field;
import dev.foldd.data.entity.FieldType;
import dev.foldd.data.entity.RowValidator;
import dev.foldd.data.entity.ValueLimits;
import dev.foldd.testing.Entities;
import dev.foldd.testing.FixedGenerators;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** The entities that the tests of this room filter: a document of every type of field, and the members of teams. */
final class Docs {

    static final Entity DOC = Entities.entity("Doc").key("id").text("tenantId").text("authorId").text("team")
            .words("state", "draft", "open", "done").field("score", FieldType.INTEGER).field("size", FieldType.BIGINT)
            .field("ratio", FieldType.FLOAT).field("price", FieldType.DECIMAL).field("open", FieldType.BOOLEAN)
            .field("at", FieldType.DATETIME).field("meta", FieldType.JSON).text("hidden").build();
    static final Entity MEMBER = Entities.entity("Member").key("id").text("userId").text("team")
            .field("level", FieldType.INTEGER).field("notes", FieldType.JSON).build();
    static final EntityCatalogue CATALOGUE = new EntityCatalogue(List.of(DOC, MEMBER));

    private static final RowValidator VALIDATOR = new RowValidator(new FixedGenerators(), ValueLimits.DEFAULT);

    private Docs() {
    }

    static Field field(String name) {
        return DOC.field(name).orElseThrow();
    }

    static Object value(Field field, Object json) {
        return VALIDATOR.value(field, json);
    }

    static Condition parsed(String filter) {
        return parser().parse(filter, DOC);
    }

    static FilterParser parser() {
        return new FilterParser(CATALOGUE::entity, Docs::value);
    }

    static Principal user(Map<String, Object> claims) {
        return new Principal("u1", Principal.Kind.USER, List.of("user", "editor"), Optional.of("t1"), OptionalInt.empty(),
                claims);
    }
}
