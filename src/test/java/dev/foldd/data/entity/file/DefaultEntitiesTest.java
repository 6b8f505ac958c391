package dev.foldd.data.entity.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldd.data.entity.Entity;
import dev.foldd.data.entity.Entity.Index;
import dev.foldd.data.entity.Field;
import dev.foldd.data.entity.file.EntityFiles.Reading;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The entities that foldd comes with. */
class DefaultEntitiesTest {

    @Test
    void they_are_understood_to_the_last_word() throws Exception {
        Reading reading = new EntityFiles(EntityFileLimits.DEFAULT).read(Path.of("conf", "entities"));

        assertThat(reading.warnings()).isEmpty();
        assertThat(reading.catalogue().names()).containsExactly("Note", "Page", "User");
    }

    @Test
    void users_are_listed_by_tenant_and_role_through_an_index() throws Exception {
        Entity user = new EntityFiles(EntityFileLimits.DEFAULT).read(Path.of("conf", "entities")).catalogue()
                .entity("User").orElseThrow();

        assertThat(user.fields()).extracting(Field::name).containsExactly("id", "username", "email", "role",
                "profilePicture", "bio", "createdAt", "tenantId", "isInstanceOwner", "passwordChangeTimestamp",
                "firstLogin");
        assertThat(user.indexes()).contains(new Index("User_tenant_role", List.of("tenantId", "role", "id"), false));
    }
}
