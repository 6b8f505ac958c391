package dev.foldd.cli.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldd.json.Json;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TemplateTest {

    @Test
    void numbers_go_where_the_marks_are() {
        ByteBuffer buffer = ByteBuffer.allocate(200);

        Template.of("{#q #r #r7; #t}").write(buffer, 0xABC, 31_205);

        assertThat(payload(buffer)).isEqualTo("{000000000abc 0000000079e5 0000000079ec 000000000002}");
    }

    @ParameterizedTest
    @EnumSource
    void every_request_is_json_with_its_number_and_method(Operation operation) {
        Template template = operation.template(false);
        ByteBuffer buffer = ByteBuffer.allocate(template.length());

        template.write(buffer, 5, 77);

        assertThat(buffer.hasRemaining()).isFalse();
        Map<?, ?> request = (Map<?, ?>) Json.parse(payload(buffer));
        assertThat(request.get("id")).isEqualTo("000000000005");
        assertThat(request.get("method")).isEqualTo(operation == Operation.JOIN ? "list" : operation.word());
        assertThat(((List<?>) request.get("params")).get(0)).isEqualTo(operation == Operation.JOIN ? "Page" : "User");
    }

    @Test
    void a_list_names_its_tenant_unless_the_policy_does() {
        assertThat(filter(false)).isEqualTo(Map.of("tenantId", Population.tenant(250), "role", "moderator"));
        assertThat(filter(true)).isEqualTo(Map.of("role", "moderator"));
    }

    private static Object filter(boolean ofTenant) {
        ByteBuffer list = ByteBuffer.allocate(Operation.LIST.template(ofTenant).length());
        Operation.LIST.template(ofTenant).write(list, 1, 250);
        return ((Map<?, ?>) params(list).get(1)).get("filter");
    }

    @Test
    void what_is_created_over_the_wire_is_what_is_created_directly() {
        ByteBuffer one = ByteBuffer.allocate(Operation.CREATE.template(false).length());
        Operation.CREATE.template(false).write(one, 1, 42);
        ByteBuffer many = ByteBuffer.allocate(Operation.CREATE_MANY.template(false).length());
        Operation.CREATE_MANY.template(false).write(many, 1, 42);

        assertThat(params(one).get(1)).isEqualTo(Population.made(42));
        assertThat((List<?>) params(many).get(1)).hasSize(100).first().isEqualTo(Population.made(42));
        assertThat((List<?>) params(many).get(1)).last().isEqualTo(Population.made(141));
    }

    private static List<?> params(ByteBuffer frame) {
        return (List<?>) ((Map<?, ?>) Json.parse(payload(frame))).get("params");
    }

    /** The mask is 0, so the payload stands there as it is, after 2 to 10 bytes of length and 4 of mask. */
    private static String payload(ByteBuffer frame) {
        String text = new String(frame.array(), 0, frame.position(), StandardCharsets.ISO_8859_1);
        return text.substring(text.indexOf('{'));
    }
}
