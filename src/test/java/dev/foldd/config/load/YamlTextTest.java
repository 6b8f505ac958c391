package dev.foldd.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class YamlTextTest {

    @Test
    void what_stands_twice_is_written_twice_and_not_as_an_anchor() throws Exception {
        List<String> same = List.of();
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("audience", same);
        tree.put("allowed_origins", same);

        String text = YamlText.write(tree);

        assertThat(text).isEqualTo("audience: []\nallowed_origins: []\n");
        assertThat(YamlText.read(text)).isEqualTo(tree);
    }
}
