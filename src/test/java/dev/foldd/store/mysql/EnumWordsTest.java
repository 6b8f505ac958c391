package dev.foldd.store.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EnumWordsTest {

    @Test
    void words_stand_in_quotes() {
        assertThat(EnumWords.of("enum('a','it''s','b,c','')")).containsExactly("a", "it's", "b,c", "");
        assertThat(EnumWords.of("ENUM('a')")).containsExactly("a");
        assertThat(EnumWords.of("set('a')")).isEmpty();
        assertThat(EnumWords.of("varchar(3)")).isEmpty();
    }
}
